import { DomainError, validationError, type BlockingReason, type FieldError } from '#kernel';
import type { Campaign } from './campaign.js';

/** How many messages each account sends in a day. */
interface Ramp {
  readonly start: number;
  readonly step: number;
  readonly ceiling: number;
}

interface WarmupSettings extends Pick<Campaign['settings'], 'campaign_type'> {
  readonly warmup?: Ramp | null | undefined;
}

/** Fewer have nobody to write to. */
const MIN_ACCOUNTS = 2;

/** Its accounts write to each other, and to no contact. */
export const isWarmup = ({ campaign_type }: Pick<Campaign['settings'], 'campaign_type'>): boolean =>
  campaign_type === 'warmup';

/**
 * The ramp of a campaign after a request that gave `given`, if any: warmup campaigns have one, others have none.
 * @throws DomainError `validation_error` for a ramp of another campaign
 */
export function rampOf(settings: WarmupSettings, given: Ramp | undefined, standard: Ramp): Ramp | null {
  if (isWarmup(settings)) return settings.warmup ?? standard;
  if (given === undefined) return null;
  const message = 'is only for campaigns of type warmup';
  throw validationError([{ field: 'warmup', code: 'invalid_combination', message }]);
}

/** Accounts whose mailbox nobody reads, each by its place in the list: what arrives there could not be seen. */
export const mailboxErrors = (ids: readonly string[], isRead: (id: string) => boolean): FieldError[] =>
  ids.flatMap((id, index) => {
    if (isRead(id)) return [];
    const message = `sending account ${id} has no IMAP server`;
    return [{ field: `sending_account_ids.${index}`, code: 'no_imap_server', message }];
  });

/** Why accounts cannot warm up together. */
export function warmupReasons(count: number, withoutMailbox: readonly FieldError[]): BlockingReason[] {
  const reasons: BlockingReason[] = [];
  if (count < MIN_ACCOUNTS) {
    const message = `a warmup needs ${MIN_ACCOUNTS} sending accounts that write to each other; it has only ${count}`;
    reasons.push({ code: 'too_few_sending_accounts', message, actual: count, required: MIN_ACCOUNTS });
  }
  if (withoutMailbox.length > 0) {
    const message = `sending accounts of the warmup have no IMAP server: ${withoutMailbox.length}`;
    reasons.push({ code: 'no_imap_server', message, actual: withoutMailbox.length, required: 0 });
  }
  return reasons;
}

/** @throws DomainError `too_few_sending_accounts` or `no_imap_server` */
export function assertCanWarmUp(count: number, withoutMailbox: readonly FieldError[]): void {
  const reasons = warmupReasons(count, withoutMailbox);
  const [first] = reasons;
  if (first === undefined) return;
  throw new DomainError('rejected', first.code, reasons.map(({ message }) => message).join('; '), {
    ...(withoutMailbox.length > 0 && { errors: withoutMailbox }),
  });
}
