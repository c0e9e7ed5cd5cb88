import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { z } from 'zod';
import { DomainError, ERROR_KINDS, type ErrorDetails } from '#kernel';
import type { ResultPage } from '../page.js';

/** Unix milliseconds after which the requester waits no longer. Assumes clocks that agree within a second. */
export const DEADLINE_HEADER = 'Nimbus-Deadline';
/** The key that signs the cursor of a page, where the requester relays the page without reading it. */
export const CURSOR_KEY_HEADER = 'Nimbus-Cursor-Key';
/**
 * The digest of a relayed page: of the reply, and in a request of the page that the requester kept. Where both are the
 * same the reply has no body.
 */
export const DIGEST_HEADER = 'Nimbus-Digest';

/**
 * The headers of a reply that is an error, as NATS services have them (ADR-32 of NATS). Without them the body is the
 * response, so that the gateway relays its bytes as they are.
 */
const ERROR_CODE_HEADER = 'Nats-Service-Error-Code';
const ERROR_HEADER = 'Nats-Service-Error';
const BUG = 'internal_error';

const Details = z.custom<ErrorDetails>((value) => typeof value === 'object' && value !== null);

/** The body of a reply that refuses. */
const Refusal = z.object({
  kind: z.enum(ERROR_KINDS),
  code: z.string(),
  message: z.string(),
  details: Details,
});

export interface Reply {
  readonly body: string | Uint8Array;
  readonly headers?: MsgHdrs;
}

/** A page for a requester that relays it. */
export function pageReply(
  page: Pick<ResultPage<never>, 'write'>,
  cursorKey: string,
  known: string | undefined,
): Reply {
  const { bytes, digest } = page.write(cursorKey);
  const head = headers();
  head.set(DIGEST_HEADER, digest);
  return { body: digest === known ? '' : bytes, headers: head };
}

export const refusal = ({ kind, code, message, details }: DomainError): Reply => ({
  body: JSON.stringify({ kind, code, message, details }),
  headers: errorHeaders(code, message),
});

/** It carries no message: the details of a bug stay in the log of the handler. */
export const bug = (): Reply => ({ body: '', headers: errorHeaders(BUG, 'internal error') });

function errorHeaders(code: string, message: string): MsgHdrs {
  const head = headers();
  head.set(ERROR_CODE_HEADER, code);
  head.set(ERROR_HEADER, message.replaceAll(/[\r\n]+/g, ' '));
  return head;
}

/** Throws the DomainError of a reply, or a plain Error for a bug in the handler. */
export function throwErrorIn(reply: Msg, service: string): void {
  const code = reply.headers?.get(ERROR_CODE_HEADER) ?? '';
  if (code === '') return;
  if (code === BUG) throw new Error(`internal error in ${service}`);

  const { kind, message, details } = Refusal.parse(reply.json());
  throw new DomainError(kind, code, message, details);
}

export const respond = (message: Msg, { body, headers }: Reply): boolean =>
  message.respond(body, headers && { headers });
