import type { Id } from '#kernel';
import type { Mechanism } from '../../accounts/domain/sending-account.js';
import { brokenRate } from '../../gate/domain/broken-rate.js';
import type { GatePolicy } from '../../gate/domain/gate.js';
import type { BrokenRule, NewDeliverabilityEvent } from './deliverability-event.js';

/** An active sending account, with its messages in the window that left since a person last activated it. */
export interface WatchedAccount extends Pick<
  GatePolicy,
  'mode' | 'account_pause_min_sample' | 'account_pause_max_bounce_rate'
> {
  readonly id: Id<'ea'>;
  readonly workspace_id: Id<'ws'>;
  readonly email: string;
  readonly watch_since: Date | null;
  readonly sent: number;
  readonly bounced: number;
  /** Those of SPF, DKIM and DMARC that fail. */
  readonly failing: readonly Mechanism[];
  /** Those that failed when a person activated the account, and have failed ever since: the person knows. */
  readonly tolerated_failures: readonly Mechanism[];
}

export function brokenRulesOf(account: WatchedAccount): BrokenRule[] {
  const { email, sent, bounced, account_pause_min_sample, account_pause_max_bounce_rate } = account;
  return [
    ...brokenRate(
      { subject: email, window: '24 hours', code: 'bounce_rate_high', sent, broken: bounced },
      { minSample: account_pause_min_sample, maxRate: account_pause_max_bounce_rate },
    ),
    ...authenticationFailing(account),
  ];
}

function authenticationFailing({ email, failing, tolerated_failures }: WatchedAccount): BrokenRule[] {
  if (failing.every((mechanism) => tolerated_failures.includes(mechanism))) return [];

  const names = failing.map((mechanism) => mechanism.toUpperCase());
  const message = `${names.join(' and ')} ${names.length === 1 ? 'fails' : 'fail'} for ${email}`;
  return [{ code: 'authentication_failing', message, actual: failing.length, required: 0 }];
}

export const messageOf = (rules: readonly BrokenRule[]): string =>
  rules.map(({ message }) => message).join('; ');

/** An account that was paused can be paused again only after a person has activated it. */
export function pauseOf(account: WatchedAccount, at: Date): NewDeliverabilityEvent {
  const reasons = brokenRulesOf(account);
  return { ...common(account, at), type: 'account_paused', message: messageOf(reasons), reasons };
}

/** One for each rule and activation; for authentication, one for each set of failures. */
export const alertsOf = (account: WatchedAccount, at: Date): NewDeliverabilityEvent[] =>
  brokenRulesOf(account).map((rule) => ({
    ...common(account, at),
    type: 'account_alert',
    message: rule.message,
    reasons: [rule],
    occasion: [
      account.id,
      account.watch_since?.toISOString(),
      rule.code,
      ...(rule.code === 'authentication_failing' ? account.failing : []),
    ].join(' '),
  }));

const common = ({ id, workspace_id, email, sent, bounced, failing }: WatchedAccount, at: Date) => ({
  workspace_id,
  sending_account_id: id,
  data: { email, sent, bounced, failing },
  at,
});
