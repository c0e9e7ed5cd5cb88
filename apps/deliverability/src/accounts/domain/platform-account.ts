import { validationError, type Id, type OutsidePlatform } from '#kernel';
import { scoreOfNew } from '../../health/domain/health-score.js';
import { historyOf, importedHistory, isMailProvider, type SendingAccount } from './sending-account.js';

/** A sending account as its platform shows it. Null: the platform does not say. */
export interface AccountThere {
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

interface Owner {
  readonly id: Id<'ea'>;
  readonly workspace_id: Id<'ws'>;
  readonly platform: OutsidePlatform;
  readonly time_zone: string;
}

/** As of an account that is created without one. */
const DAILY_LIMIT = 40;

/** An account that a platform shows for the first time. Where it does not say since when it warms up, that is today. */
export function newPlatformAccount(owner: Owner, there: AccountThere, now: Date): SendingAccount {
  const { id, workspace_id, platform, time_zone } = owner;
  const { enabled, started_at, cumulative_sends } = there.warmup;
  const since = started_at ?? (enabled ? now.toISOString() : null);
  const history = since === null ? undefined : { started_at: since, cumulative_sends: cumulative_sends ?? 0 };
  const authentication = { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' } as const;
  return {
    id,
    workspace_id,
    version: 1,
    email: there.email,
    display_name: there.display_name,
    provider: platform,
    ...statusOf(there),
    login_version: 1,
    smtp: null,
    imap: null,
    oauth: null,
    daily_send_limit: there.daily_send_limit ?? DAILY_LIMIT,
    ramp_limit: null,
    time_zone,
    ...importedHistory(history, there.reputation),
    ...authentication,
    dkim_selectors: null,
    health_score: scoreOfNew({ ...authentication, reputation: there.reputation }),
    scored_at: now,
    rests_until: null,
    rest_reason: null,
    warms_up: null,
    watch_since: null,
    tolerated_failures: null,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
}

/**
 * The account as its platform shows it now, itself where nothing is new. One that is paused here stays paused. Sends of
 * campaigns are counted here, so that a lower figure of the platform takes none away.
 */
export function syncedAccount(account: SendingAccount, there: AccountThere, now: Date): SendingAccount {
  const synced: SendingAccount = {
    ...account,
    display_name: there.display_name,
    daily_send_limit: there.daily_send_limit ?? account.daily_send_limit,
    ...(account.status !== 'paused' && statusOf(there)),
    ...historyThere(account, there, now),
  };
  return isAlike(account, synced) ? account : { ...synced, version: account.version + 1, updated_at: now };
}

function historyThere(
  account: SendingAccount,
  { reputation, warmup: { started_at, cumulative_sends } }: AccountThere,
  now: Date,
): Partial<SendingAccount> {
  const news = {
    cumulative_sends: Math.max(account.cumulative_sends, cumulative_sends ?? 0),
    started_at: started_at ?? undefined,
    reputation: reputation === account.start_reputation ? undefined : (reputation ?? undefined),
  };
  return historyOf(account, news, now);
}

/** An account that its platform has no more. */
export const vanishedAccount = (account: SendingAccount, reason: string, now: Date): SendingAccount =>
  account.status === 'disconnected'
    ? account
    : {
        ...account,
        version: account.version + 1,
        status: 'disconnected',
        status_reason: reason,
        refused_by: null,
        updated_at: now,
      };

const statusOf = ({
  active,
  status_reason,
}: AccountThere): Pick<SendingAccount, 'status' | 'status_reason' | 'refused_by'> =>
  active
    ? { status: 'active', status_reason: null, refused_by: null }
    : { status: 'error', status_reason: status_reason ?? 'not active there', refused_by: 'platform' };

const ALIKE = [
  'display_name',
  'daily_send_limit',
  'status',
  'status_reason',
  'cumulative_sends',
  'start_reputation',
] as const;

const isAlike = (one: SendingAccount, other: SendingAccount): boolean =>
  ALIKE.every((field) => one[field] === other[field]) &&
  one.imported_started_at?.getTime() === other.imported_started_at?.getTime();

/** The platform decides on these, and its word would replace another one within the hour. */
const DECIDED_THERE = ['display_name', 'provider', 'smtp', 'imap', 'oauth', 'daily_send_limit'];

/** @throws DomainError `validation_error` for a change of what the platform of an account decides on */
export function assertChangeable(account: SendingAccount, changes: object): void {
  if (isMailProvider(account.provider)) return;
  const given = DECIDED_THERE.filter((field) => Reflect.get(changes, field) !== undefined);
  if (given.length === 0) return;
  throw validationError(
    given.map((field) => ({
      field,
      code: 'immutable_field',
      message: `is decided on at ${account.provider}, which sends from this account`,
    })),
  );
}
