import { DomainError, type Id, type OutsidePlatform } from '#kernel';
import type { AuthResult } from '../../health/domain/health-score.js';
import type { MailProvider, OAuthLogin } from './oauth.js';

export type AccountStatus = 'active' | 'paused' | 'disconnected' | 'error';
/** The mail provider of an account, or the outside platform that it is connected to. */
export type Provider = MailProvider | OutsidePlatform;

/** Whether mail leaves from here, and by no outside platform. */
export const isMailProvider = (provider: Provider): provider is MailProvider =>
  provider === 'smtp' || provider === 'gmail' || provider === 'microsoft365';

/** The SMTP server, the IMAP server, the token endpoint, or the platform of the account. */
export type Refuser = 'smtp' | 'imap' | 'token' | 'platform';
export const MECHANISMS = ['spf', 'dkim', 'dmarc'] as const;
export type Mechanism = (typeof MECHANISMS)[number];
export type AccountAction = 'pause' | 'activate';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Null: required where there is a password. */
  readonly require_tls: boolean | null;
  readonly user: string | null;
  readonly encrypted_password: string | null;
}

export interface SendingAccount {
  readonly id: Id<'ea'>;
  readonly workspace_id: Id<'ws'>;
  /** Rises with every change that other services have to know. */
  readonly version: number;
  readonly email: string;
  readonly display_name: string;
  readonly provider: Provider;
  readonly status: AccountStatus;
  readonly status_reason: string | null;
  /** Set while the status is `error`. */
  readonly refused_by: Refuser | null;
  /** The version at which the login last changed: a refusal of an earlier login is worth nothing. */
  readonly login_version: number;
  /** Null: an outside platform sends from it, and nobody here logs in. */
  readonly smtp: MailServer | null;
  /** Null: replies are not read from this account. */
  readonly imap: MailServer | null;
  /** Null: it logs in with passwords. Otherwise with access tokens, at both servers. */
  readonly oauth: OAuthLogin | null;
  readonly daily_send_limit: number;
  /** The daily ceiling of its warmup stage, as it was published last; null: none. */
  readonly ramp_limit: number | null;
  readonly time_zone: string;
  /** As imported, else the first send. */
  readonly warmup_started_at: Date | null;
  /** Messages that left and did not bounce: the imported ones and those sent here. */
  readonly cumulative_sends: number;
  /** Computed from the start and from what was sent since. */
  readonly reputation: number | null;
  readonly imported_started_at: Date | null;
  /** Null in an account of the version before, until its first refresh. Negative where somebody corrects it downwards. */
  readonly imported_sends: number | null;
  /** The reputation that was imported or reported last, and when it was reported. */
  readonly start_reputation: number | null;
  readonly reputation_reported_at: Date | null;
  readonly spf: AuthResult;
  readonly dkim: AuthResult;
  readonly dmarc: AuthResult;
  /** Null: nobody named them, and the usual ones of the provider are looked up. */
  readonly dkim_selectors: readonly string[] | null;
  readonly health_score: number;
  readonly scored_at: Date;
  /** The end of its latest rest, and the answer of the server that it has sent enough; null before the first one. */
  readonly rests_until: Date | null;
  readonly rest_reason: string | null;
  /** Whether it takes part in a warmup: its spam folder is looked into. Null before its first one. */
  readonly warms_up: boolean | null;
  /** When a person last activated it: figures of before have no effect. Null: never. */
  readonly watch_since: Date | null;
  /** The mechanisms that failed then, and have failed ever since. */
  readonly tolerated_failures: readonly Mechanism[] | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Sends refer to the account: a deleted one stays as a row that no request finds. */
  readonly deleted_at: Date | null;
}

/** Whether the domain of two states of an account is judged and known alike. */
export const isSeenAlike = (one: SendingAccount, other: SendingAccount): boolean =>
  one.provider === other.provider &&
  String(one.dkim_selectors) === String(other.dkim_selectors) &&
  one.warmup_started_at?.getTime() === other.warmup_started_at?.getTime();

/** Whether nothing may be sent to the server without TLS: else the password or the token could be read on the way. */
export const requiresTls = ({ require_tls, encrypted_password }: MailServer, hasToken: boolean): boolean =>
  require_tls ?? (hasToken || encrypted_password !== null);

/** A refused login takes an account out of service; it is activated like a paused one. */
const TRANSITIONS = {
  pause: { from: ['active', 'disconnected', 'error'], to: 'paused' },
  activate: { from: ['paused', 'disconnected', 'error'], to: 'active' },
} as const satisfies Record<AccountAction, { from: readonly AccountStatus[]; to: AccountStatus }>;

/** Only the platform of an account can end its error, and shows it again once it is connected there. */
const THERE = {
  pause: TRANSITIONS.pause,
  activate: { from: ['paused'], to: 'active' },
} as const satisfies Record<AccountAction, { from: readonly AccountStatus[]; to: AccountStatus }>;

/** @throws DomainError `invalid_transition` when the account's status does not allow the action. */
export function pausedOrActivated(action: AccountAction, account: SendingAccount, now: Date): SendingAccount {
  const { from, to } = isMailProvider(account.provider) ? TRANSITIONS[action] : THERE[action];
  const { status } = account;
  if (from.some((allowed) => allowed === status)) {
    const changed = { ...account, status: to, status_reason: null, refused_by: null, updated_at: now };
    return action === 'activate' ? { ...changed, ...activatedBy(account, now) } : changed;
  }
  throw new DomainError(
    'conflict',
    'invalid_transition',
    `the sending account is ${status}: it cannot ${action}`,
    { state: status, action },
  );
}

/** A person who activates an account knows its figures and failures: those alone must not pause it again. */
const activatedBy = (account: SendingAccount, now: Date) => ({
  watch_since: now,
  tolerated_failures: MECHANISMS.filter((mechanism) => account[mechanism] === 'fail'),
});

/**
 * Disconnected, so that the dispatcher starts nothing more from it, and without any credentials.
 * @throws DomainError `account_on_platform` where the next sync would bring it back
 */
export function deleted(account: SendingAccount, now: Date): SendingAccount {
  if (!isMailProvider(account.provider) && account.status !== 'disconnected') {
    const { email, provider } = account;
    throw new DomainError(
      'conflict',
      'account_on_platform',
      `${email} is connected at ${provider}: remove it there, or delete the platform connection`,
    );
  }
  return withoutLogins(account, now);
}

const withoutLogins = (account: SendingAccount, now: Date): SendingAccount => ({
  ...account,
  status: 'disconnected',
  status_reason: null,
  refused_by: null,
  smtp: account.smtp && { ...account.smtp, user: null, encrypted_password: null },
  imap: null,
  oauth: null,
  login_version: account.version + 1,
  updated_at: now,
  deleted_at: now,
});

/** An account that somebody paused on purpose stays paused: an error would invite to activate it again. */
export const refusedByEndpoint = (account: SendingAccount, reason: string, now: Date): SendingAccount =>
  account.status === 'active'
    ? { ...account, status: 'error', status_reason: reason, refused_by: 'token', updated_at: now }
    : account;

/** The `status_reason` of an account whose server refused it, with the words of the server where they are known. */
export function refusalReason({
  smtp_code,
  answer,
}: {
  smtp_code: number | null;
  answer?: string | undefined;
}): string {
  if (answer !== undefined) return `the mail server refused the account: ${answer}`;

  return smtp_code === null
    ? 'the mail server refused the login'
    : `the mail server refused the login (${smtp_code})`;
}

/** The `status_reason` of an account whose mailbox is closed to it. */
export const mailboxReason = (answer: string): string => `the IMAP server refused the login: ${answer}`;

/** The history that a new account brings. */
export function importedHistory(
  warmup: { readonly started_at: string; readonly cumulative_sends: number } | undefined,
  reputation: number | null,
) {
  const started_at = warmup === undefined ? null : new Date(warmup.started_at);
  const sends = warmup?.cumulative_sends ?? 0;
  return {
    warmup_started_at: started_at,
    imported_started_at: started_at,
    cumulative_sends: sends,
    imported_sends: sends,
    reputation,
    start_reputation: reputation,
    reputation_reported_at: null,
  };
}

/** The history that somebody reports is believed; what is sent here from now on comes on top. */
export function historyOf(
  account: SendingAccount,
  { cumulative_sends = account.cumulative_sends, started_at, reputation }: HistoryChanges,
  now: Date,
): Partial<SendingAccount> {
  const imported = account.imported_sends ?? account.cumulative_sends;
  return {
    cumulative_sends,
    imported_sends: imported + cumulative_sends - account.cumulative_sends,
    ...(started_at !== undefined && {
      warmup_started_at: new Date(started_at),
      imported_started_at: new Date(started_at),
    }),
    ...(reputation !== undefined && { start_reputation: reputation, reputation_reported_at: now }),
  };
}

interface HistoryChanges {
  readonly cumulative_sends?: number | undefined;
  readonly started_at?: string | undefined;
  readonly reputation?: number | undefined;
}
