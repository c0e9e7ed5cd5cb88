import { z } from 'zod';
import type { PlatformAccount } from '../domain/campaign-plan.js';
import { HookDate } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { ask, PAGE } from './instantly-api.js';

/** Only what is read: an account there has more fields than we want to know. */
const Account = z.object({
  email: z.string(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  status: z.number().nullish(),
  setup_pending: z.boolean().nullish(),
  status_message: z
    .object({ response: z.string().nullish(), e_message: z.string().nullish() })
    .nullish()
    .catch(null),
  daily_limit: z.number().nullish(),
  warmup_status: z.number().nullish(),
  timestamp_warmup_start: HookDate,
  stat_warmup_score: z.number().nullish(),
});
const Accounts = z.object({ items: z.array(Account), next_starting_after: z.string().nullish() });
const Warmups = z.object({
  aggregate_data: z
    .record(z.string(), z.object({ sent: z.number().nullish() }))
    .nullish()
    .catch(null),
});

type AccountThere = z.output<typeof Account>;

/** All accounts, a page with its warmup figures at a time. */
export async function* instantlyAccounts(call: PlatformCall): AsyncGenerator<PlatformAccount> {
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE, ...(cursor !== undefined && { starting_after: cursor }) };
    const page = await ask(call, { method: 'GET', path: '/accounts', query, idempotent: true }, Accounts);
    if (page.items.length === 0) return;
    const sends = await warmupSends(call, page.items);
    yield* page.items.map((account) => accountOf(account, sends.get(account.email.toLowerCase()) ?? null));
    cursor = page.next_starting_after ?? undefined;
  } while (cursor !== undefined);
}

/** doubtful: the period of these figures is not documented, so they are a lower bound of all warmup sends. */
async function warmupSends(
  call: PlatformCall,
  accounts: readonly AccountThere[],
): Promise<ReadonlyMap<string, number>> {
  const body = { emails: accounts.map(({ email }) => email) };
  const { aggregate_data: data } = await ask(
    call,
    { method: 'POST', path: '/accounts/warmup-analytics', body, idempotent: true },
    Warmups,
  );
  return new Map(Object.entries(data ?? {}).map(([email, { sent }]) => [email.toLowerCase(), sent ?? 0]));
}

const STATUSES: Readonly<Record<number, string>> = {
  2: 'paused at Instantly',
  3: 'paused at Instantly for maintenance',
  [-1]: 'Instantly cannot connect to it',
  [-2]: 'Instantly has paused it after soft bounces',
  [-3]: 'Instantly cannot send by it',
};

function accountOf(account: AccountThere, warmupSends: number | null): PlatformAccount {
  const active = account.status === 1 && account.setup_pending !== true;
  const name = [account.first_name, account.last_name].filter(Boolean).join(' ');
  return {
    externalId: account.email, // accounts are known by their address
    email: account.email.toLowerCase(),
    displayName: name === '' ? null : name,
    active,
    statusReason: active ? null : reasonOf(account),
    dailyLimit: account.daily_limit ?? null,
    sentToday: null,
    warmup: {
      enabled: account.warmup_status === 1,
      startedAt: account.timestamp_warmup_start,
      cumulativeSends: warmupSends,
      reputation: account.stat_warmup_score ?? null,
    },
  };
}

function reasonOf({ status, setup_pending: pending, status_message: words }: AccountThere): string {
  if (pending === true) return 'its set-up at Instantly is not complete';
  const reason = STATUSES[status ?? 0] ?? 'Instantly does not say that it is active';
  const detail = words?.response ?? words?.e_message;
  return detail ? `${reason}: ${detail.slice(0, 200)}` : reason;
}
