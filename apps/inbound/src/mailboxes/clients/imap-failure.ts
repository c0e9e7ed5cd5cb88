import { z } from 'zod';
import type { ImapCredentials } from '#contracts';
import { withoutCredentials } from '#outbound';
import { oneLine } from '../../mail/index.js';
import { isLasting } from '../domain/server-refusal.js';

/** Why a mailbox could not be opened, or is not read any more. */
export type ImapFailure =
  { readonly end: 'refused'; readonly answer: string } | { readonly end: 'broken'; readonly reason: string };

/** More than any mailbox's owner reads: a server may send a megabyte. */
const MAX_TEXT = 500;

/** The tag of the answered command. */
const TAG = /^\S+ (?=(?:NO|BAD)\b)/;

/** The parts of imapflow's errors that say how a session ended (imapflow 2). */
interface ImapError {
  readonly message: string;
  readonly authenticationFailed: boolean;
  readonly code: string | undefined;
  readonly response: string | undefined;
}

/** The error of a session, without the credentials that servers echo. */
export function imapFailureOf(error: unknown, { imap }: Pick<ImapCredentials, 'imap'>): ImapFailure {
  const failure = partsOf(error);
  const said = oneLine((failure.response ?? failure.message).replace(TAG, ''), MAX_TEXT);
  const text = [imap.password, imap.access_token ?? null].reduce<string>(
    (masked, password) => withoutCredentials(masked, { user: imap.user, password }),
    said,
  );
  const refused = failure.authenticationFailed && isLasting({ code: failure.code, text: said });

  return refused ? { end: 'refused', answer: text } : { end: 'broken', reason: text };
}

function partsOf(error: unknown): ImapError {
  const value = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const text = (name: string): string | undefined => {
    const found = value(name);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return {
    message: text('message') ?? String(error),
    authenticationFailed: value('authenticationFailed') === true,
    code: text('serverResponseCode'),
    response: text('response') ?? text('responseText'),
  };
}

const CodeInBrackets = z.object({ section: z.array(z.object({ value: z.string() })).min(1) });
/** The error of a command that a server answered with NO or BAD. */
const RefusedCommand = z.object({
  responseStatus: z.enum(['NO', 'BAD']),
  responseText: z.string().default(''),
  response: z.object({ attributes: z.array(z.unknown()).default([]) }),
});

/** Whether a server has refused a command, and would refuse it again. */
export function isRefusedForGood(error: unknown): boolean {
  const refused = RefusedCommand.safeParse(error).data;
  if (refused === undefined) return false;
  const code = CodeInBrackets.safeParse(refused.response.attributes[0]).data?.section[0]?.value;

  return isLasting({ code, text: refused.responseText });
}
