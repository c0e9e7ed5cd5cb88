import { z } from 'zod';
import type { PlatformAccount, PlatformWarmup } from '../domain/campaign-plan.js';
import { HookDate } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { PlatformError } from '../platform-error.js';
import { ask } from './lemlist-api.js';

const Team = z.object({ userIds: z.array(z.string()) });
const Mailbox = z.object({
  _id: z.string(),
  email: z.string().nullish(),
  status: z.string().nullish(),
  lemlist: z.object({ emailLimit: z.number().nullish() }).nullish().catch(null),
  lemwarm: z.object({ active: z.boolean().nullish() }).nullish().catch(null),
});
const User = z.object({ _id: z.string(), mailboxes: z.array(Mailbox).nullish() });
const Lemwarm = z.object({
  activeAt: HookDate,
  deliverability: z
    .object({
      score: z.number().nullish().catch(null),
      details: z
        .array(z.object({ total: z.number().nullish().catch(null) }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

type MailboxThere = z.output<typeof Mailbox>;

/** The mailboxes of all users of the team, each with its figures of lemwarm. */
export async function* lemlistAccounts(call: PlatformCall): AsyncGenerator<PlatformAccount> {
  const { userIds } = await ask(call, { method: 'GET', path: '/team', idempotent: true }, Team);
  for (const userId of userIds) {
    const path = `/users/${encodeURIComponent(userId)}`;
    const user = await ask(call, { method: 'GET', path, idempotent: true }, User);
    for (const mailbox of user.mailboxes ?? []) {
      if (mailbox.email) yield accountOf(user._id, mailbox, mailbox.email, await warmupOf(call, mailbox));
    }
  }
}

function accountOf(
  userId: string,
  mailbox: MailboxThere,
  email: string,
  warmup: PlatformWarmup,
): PlatformAccount {
  // doubtful: the status is not always there; `ERROR` and `DISCONNECTED` are the documented troubles.
  const active = mailbox.status !== 'ERROR' && mailbox.status !== 'DISCONNECTED';
  return {
    externalId: `${userId}/${mailbox._id}`, // campaigns are sent by users
    email: email.toLowerCase(),
    displayName: null,
    active,
    statusReason: active ? null : `lemlist reports ${mailbox.status} for the mailbox`,
    dailyLimit: mailbox.lemlist?.emailLimit ?? null,
    sentToday: null,
    warmup,
  };
}

/** doubtful: `total` is taken for all warmup mails; `activeAt` for the moment since which lemwarm runs. */
async function warmupOf(call: PlatformCall, { _id, lemwarm }: MailboxThere): Promise<PlatformWarmup> {
  const enabled = lemwarm?.active === true;
  const path = `/lemwarm/${encodeURIComponent(_id)}/settings`;
  const settings = await settingsAt(call, path);
  if (settings === undefined) return { enabled, startedAt: null, cumulativeSends: null, reputation: null };
  const { activeAt: startedAt, deliverability } = settings;
  const totals = deliverability?.details?.flatMap(({ total }) => total ?? []) ?? [];
  const cumulativeSends = totals.length === 0 ? null : Math.max(...totals);
  return { enabled, startedAt, cumulativeSends, reputation: deliverability?.score ?? null };
}

/** Undefined for a mailbox without lemwarm. */
async function settingsAt(call: PlatformCall, path: string): Promise<z.output<typeof Lemwarm> | undefined> {
  try {
    return await ask(call, { method: 'GET', path, idempotent: true }, Lemwarm);
  } catch (error) {
    const none = error instanceof PlatformError && (error.kind === 'not_found' || error.kind === 'rejected');
    if (!none) throw error;
    return undefined;
  }
}
