import { z } from 'zod';
import type { PlatformAccount } from '../domain/campaign-plan.js';
import { HookAddress, HookFlag, HookId, HookText } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { ask } from './reachinbox-api.js';

const PAGE = 100;

const Figure = z
  .number()
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);

/** Their object may name servers and logins too: what is not named here is never read. */
const Account = z.object({
  id: HookId,
  email: HookAddress,
  firstName: HookText,
  lastName: HookText,
  isActive: z.boolean().catch(true),
  isDisconnected: HookFlag,
  statusMessage: HookText,
  limits: Figure,
  mailsSentToday: Figure,
  warmupEnabled: HookFlag,
  warmupHealthScore: Figure,
  // Only newer answers have the sum; the one of the past week is no history.
  warmupEmailSent: Figure,
});
const Accounts = z.object({ data: z.object({ emailsConnected: z.array(Account) }) });

/** All accounts that ReachInbox has connected. */
export async function* reachinboxAccounts(call: PlatformCall): AsyncGenerator<PlatformAccount> {
  for (let offset = 0; ; offset += PAGE) {
    const query = { contains: '', status: 'all', limit: PAGE, offset, sortField: 'id', order: 'ASC' };
    const request = { method: 'GET', path: '/account/all', query, idempotent: true } as const;
    const page = (await ask(call, request, Accounts)).data.emailsConnected;
    yield* page.flatMap(accountOf);
    if (page.length < PAGE) return;
  }
}

function accountOf(account: z.output<typeof Account>): PlatformAccount[] {
  if (account.email === null) return []; // no address to send from
  const active = account.isActive && !account.isDisconnected;
  const name = [account.firstName, account.lastName].filter((part) => part !== null).join(' ');
  return [
    {
      externalId: account.id ?? account.email,
      email: account.email,
      displayName: name === '' ? null : name,
      active,
      statusReason: active ? null : (account.statusMessage ?? 'ReachInbox has lost the connection'),
      dailyLimit: account.limits,
      sentToday: account.mailsSentToday,
      warmup: {
        enabled: account.warmupEnabled,
        startedAt: null, // they do not tell
        cumulativeSends: account.warmupEmailSent,
        reputation: account.warmupHealthScore,
      },
    },
  ];
}
