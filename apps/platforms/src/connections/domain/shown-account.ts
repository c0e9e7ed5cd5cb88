import type { PlatformAccount } from '../../clients/domain/campaign-plan.js';

/** An account as we store it: within our limits, whatever a platform shows. */
export interface ShownAccount {
  readonly email: string;
  readonly display_name: string;
  readonly active: boolean;
  readonly status_reason: string | null;
  readonly daily_send_limit: number | null;
  readonly reputation: number | null;
  readonly warmup: {
    readonly enabled: boolean;
    readonly started_at: string | null;
    readonly cumulative_sends: number | null;
  };
}

const EARLIEST = Date.UTC(2000);
const MAX_NAME = 200;
const MAX_REASON = 1_000;
const MAX_DAILY_LIMIT = 100_000;
const MAX_SENDS = 1_000_000_000;

/** One value out of range would refuse the whole batch, and every batch after it. */
export const shownAccount = (account: PlatformAccount, now: Date): ShownAccount => ({
  email: account.email.toLowerCase(),
  display_name: lineOf(account.displayName ?? '', MAX_NAME),
  active: account.active,
  status_reason: account.active ? null : lineOf(account.statusReason ?? '', MAX_REASON) || 'not active there',
  daily_send_limit: within(0, account.dailyLimit, MAX_DAILY_LIMIT, Math.floor),
  reputation: within(0, account.warmup.reputation, 100),
  warmup: {
    enabled: account.warmup.enabled,
    started_at: startOf(account.warmup.startedAt, now),
    cumulative_sends: within(0, account.warmup.cumulativeSends, MAX_SENDS, Math.floor),
  },
});

/** PostgreSQL stores no U+0000 and no half of a surrogate pair, and a line break would begin a header. */
const lineOf = (text: string, length: number): string =>
  Array.from(text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim())
    .slice(0, length)
    .join('');

function within(
  low: number,
  value: number | null,
  high: number,
  round: (value: number) => number = (same) => same,
): number | null {
  return value === null || Number.isNaN(value) ? null : Math.min(high, Math.max(low, round(value)));
}

/** An account does not warm up since tomorrow, and a time before these platforms is none. */
function startOf(startedAt: Date | null, now: Date): string | null {
  if (startedAt === null || !(startedAt.getTime() >= EARLIEST)) return null;
  return new Date(Math.min(startedAt.getTime(), now.getTime())).toISOString();
}
