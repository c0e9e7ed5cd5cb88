import { DomainError, type Id } from '#kernel';
import type { AuthResult } from './health-score.js';

export type AccountStatus = 'active' | 'paused' | 'disconnected' | 'error';
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
  readonly provider: 'smtp' | 'gmail' | 'microsoft365';
  readonly status: AccountStatus;
  readonly status_reason: string | null;
  readonly smtp: MailServer;
  /** Null: replies are not read from this account. */
  readonly imap: MailServer | null;
  readonly daily_send_limit: number;
  readonly time_zone: string;
  readonly warmup_started_at: Date | null;
  /** Messages that left and did not bounce, before and after the account was added here. */
  readonly cumulative_sends: number;
  readonly reputation: number | null;
  readonly spf: AuthResult;
  readonly dkim: AuthResult;
  readonly dmarc: AuthResult;
  readonly health_score: number;
  readonly scored_at: Date;
  /** The end of its latest rest, and the answer of the server that it has sent enough; null before the first one. */
  readonly rests_until: Date | null;
  readonly rest_reason: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** Sends refer to the account: a deleted one stays as a row that no request finds. */
  readonly deleted_at: Date | null;
}

/** Whether nothing may be sent to the server without TLS: else its password could be read on the way. */
export const requiresTls = ({ require_tls, encrypted_password }: MailServer): boolean =>
  require_tls ?? encrypted_password !== null;

/** A refused login takes an account out of service; it is activated like a paused one. */
const TRANSITIONS = {
  pause: { from: ['active', 'disconnected', 'error'], to: 'paused' },
  activate: { from: ['paused', 'disconnected', 'error'], to: 'active' },
} as const satisfies Record<AccountAction, { from: readonly AccountStatus[]; to: AccountStatus }>;

/** @throws DomainError `invalid_transition` when the account's status does not allow the action. */
export function pausedOrActivated(action: AccountAction, account: SendingAccount, now: Date): SendingAccount {
  const { from, to } = TRANSITIONS[action];
  const { status } = account;
  if (from.some((allowed) => allowed === status)) {
    return { ...account, status: to, status_reason: null, updated_at: now };
  }
  throw new DomainError(
    'conflict',
    'invalid_transition',
    `the sending account is ${status}: it cannot ${action}`,
    { state: status, action },
  );
}

/** Disconnected, so that the dispatcher starts nothing more from it, and without any credentials. */
export const deleted = (account: SendingAccount, now: Date): SendingAccount => ({
  ...account,
  status: 'disconnected',
  status_reason: null,
  smtp: { ...account.smtp, user: null, encrypted_password: null },
  imap: null,
  updated_at: now,
  deleted_at: now,
});

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
