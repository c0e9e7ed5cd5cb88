import type { BlockingReason } from '#kernel';

export interface StartReason extends BlockingReason {
  readonly code:
    | 'platform_not_connected'
    | 'account_not_on_platform'
    | 'sender_names_need_one_account'
    | 'platform_cannot_wait_so_long'
    | 'platform_has_no_warmup'
    | 'platform_has_no_recipient_time_zone';
}

/** A campaign that is to start, and its platform. */
export interface Start {
  readonly platform: string;
  readonly campaignType: string;
  readonly recipientTimeZone: boolean;
  readonly accounts: number;
  /** Accounts that are not connected at the platform, or cannot send there. */
  readonly missingAccounts: number;
  readonly namesSender: boolean;
  readonly delaysMs: readonly number[];
}

/** The longest delay of a step that a platform documents: Smartlead's 365 days; the others name none. */
const LONGEST_DELAY_DAYS = 365;
const DAY_MS = 86_400_000;

/** Every reason why a connected platform cannot send the campaign. */
export function startReasons(start: Start): StartReason[] {
  const { platform, accounts, missingAccounts, delaysMs } = start;
  const reasons: StartReason[] = [];
  if (start.campaignType === 'warmup')
    reasons.push({ code: 'platform_has_no_warmup', message: 'a campaign of type warmup can only be native' });
  if (missingAccounts > 0) {
    const message = `sending accounts of the campaign are not connected at ${platform}, or cannot send there: ${missingAccounts}`;
    reasons.push({ code: 'account_not_on_platform', message, actual: missingAccounts, required: 0 });
  }
  if (start.namesSender && accounts > 1) {
    const message = `the texts name their sender, but ${platform} chooses it among ${accounts} accounts: use one account, or texts without sender`;
    reasons.push({ code: 'sender_names_need_one_account', message, actual: accounts, required: 1 });
  }
  if (start.recipientTimeZone) {
    const message = `${platform} sends in the hours of the campaign's time zone, not in those of its contacts: switch recipient_time_zone off`;
    reasons.push({ code: 'platform_has_no_recipient_time_zone', message });
  }
  const longestDays = Math.ceil(Math.max(...delaysMs) / DAY_MS);
  if (longestDays > LONGEST_DELAY_DAYS) {
    const message = `a step waits ${longestDays} days; platforms wait ${LONGEST_DELAY_DAYS} at most`;
    reasons.push({
      code: 'platform_cannot_wait_so_long',
      message,
      actual: longestDays,
      required: LONGEST_DELAY_DAYS,
    });
  }
  return reasons;
}
