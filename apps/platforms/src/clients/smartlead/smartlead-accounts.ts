import { z } from 'zod';
import type { PlatformAccount, PlatformWarmup } from '../domain/campaign-plan.js';
import { HookAddress, HookDate, HookId, HookText } from '../hook-fields.js';
import type { PlatformCall } from '../platform-client.js';
import { allPages, ask, PAGE } from './smartlead-api.js';

/** A number, or a text such as `95%`. */
const Figure = z
  .union([z.number(), z.string().transform((text) => Number.parseFloat(text))])
  .nullish()
  .transform((value) => (value === undefined || value === null || Number.isNaN(value) ? null : value))
  .catch(null);

/** Their object has the passwords of the mailbox too: what is not named here is never read. */
const Account = z.object({
  id: HookId,
  from_email: HookAddress,
  from_name: HookText,
  message_per_day: Figure,
  daily_sent_count: Figure,
  is_smtp_success: z.boolean().catch(true),
  is_imap_success: z.boolean().catch(true),
  smtp_failure_error: HookText,
  imap_failure_error: HookText,
  is_suspended: z.boolean().catch(false),
  warmup_details: z
    .object({
      status: HookText,
      warmup_reputation: Figure,
      total_sent_count: Figure,
      warmup_created_at: HookDate,
      created_at: HookDate,
      is_warmup_blocked: z.boolean().catch(false),
      blocked_reason: HookText,
    })
    .nullish()
    .catch(null),
});

type AccountThere = z.output<typeof Account>;

/** All accounts that Smartlead has connected. */
export async function* smartleadAccounts(call: PlatformCall): AsyncGenerator<PlatformAccount> {
  const accounts = allPages((offset) => {
    const query = { offset, limit: PAGE };
    return ask(call, { method: 'GET', path: '/email-accounts/', query, idempotent: true }, z.array(Account));
  });
  for await (const account of accounts) {
    if (account.id === null || account.from_email === null) continue; // no address to send from
    yield smartleadAccount(account, account.id, account.from_email);
  }
}

function smartleadAccount(account: AccountThere, externalId: string, email: string): PlatformAccount {
  const reason = reasonOf(account);
  return {
    externalId,
    email,
    displayName: account.from_name,
    active: reason === null,
    statusReason: reason,
    dailyLimit: account.message_per_day,
    sentToday: account.daily_sent_count,
    warmup: warmupOf(account.warmup_details),
  };
}

function reasonOf(account: AccountThere): string | null {
  if (account.is_suspended) return 'Smartlead has suspended the account';
  if (!account.is_smtp_success) return account.smtp_failure_error ?? 'Smartlead cannot log in to send';
  if (!account.is_imap_success) return account.imap_failure_error ?? 'Smartlead cannot log in to read';
  return null;
}

const NO_WARMUP: PlatformWarmup = {
  enabled: false,
  startedAt: null,
  cumulativeSends: null,
  reputation: null,
};

function warmupOf(warmup: AccountThere['warmup_details']): PlatformWarmup {
  if (!warmup) return NO_WARMUP;
  const { warmup_reputation: reputation } = warmup;
  return {
    enabled: warmup.status?.toUpperCase() === 'ACTIVE' && !warmup.is_warmup_blocked,
    startedAt: warmup.warmup_created_at ?? warmup.created_at,
    cumulativeSends: warmup.total_sent_count,
    reputation: reputation === null ? null : Math.min(100, Math.max(0, reputation)),
  };
}
