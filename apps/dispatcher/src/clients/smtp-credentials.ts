import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GetSmtpCredentials, MAX_CREDENTIALS, type SendingAccountId, type SmtpCredentials } from '#contracts';
import { Clock } from '#kernel';
import { RpcClient } from '#messaging';

/** A replica that does not consume the event of a changed password uses the old one no longer than this. */
const TTL_MS = 60_000;
const MAX_CACHED = 20_000;

/** `unreadable`: no key decrypts the stored password. */
export type AccountCredentials = SmtpCredentials | 'unreadable';

/** The SMTP servers and credentials of accounts. They are secrets: in memory only, and for a short time. */
@Injectable()
export class SmtpCredentialsClient {
  private readonly cache: LRUCache<SendingAccountId, SmtpCredentials>;
  private readonly renewals = new Map<SendingAccountId, Promise<SmtpCredentials | undefined>>();

  constructor(
    private readonly rpc: RpcClient,
    clock: Clock,
  ) {
    this.cache = new LRUCache({
      max: MAX_CACHED,
      ttl: TTL_MS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** The credentials of the accounts that exist. Rejects with DomainError `unavailable` when the service does not answer. */
  async of(accounts: ReadonlySet<SendingAccountId>): Promise<Map<SendingAccountId, AccountCredentials>> {
    this.cache.purgeStale(); // secrets that no message needs must not stay in memory
    // A map of this call: while it waits, other calls may remove its accounts from the cache.
    const found: Map<SendingAccountId, AccountCredentials> = this.cached(accounts);
    const unknown = [...accounts].filter((account) => !found.has(account));

    for (let at = 0; at < unknown.length; at += MAX_CREDENTIALS) {
      const requested = unknown.slice(at, at + MAX_CREDENTIALS);
      const answer = await this.rpc.request(GetSmtpCredentials, { sending_account_ids: requested });
      for (const account of answer.unreadable ?? []) found.set(account, 'unreadable');
      for (const credentials of answer.results) {
        this.cache.set(credentials.sending_account_id, credentials);
        found.set(credentials.sending_account_id, credentials);
      }
    }
    return found;
  }

  /**
   * The credentials after a server has refused the access token: undefined where there is no other one, so that it is the
   * account that is refused. Messages that are refused together ask once.
   */
  async renewed({ sending_account_id: id, smtp }: SmtpCredentials): Promise<SmtpCredentials | undefined> {
    if (smtp.access_token === undefined) return undefined;
    const known = this.cache.get(id);
    if (hasOtherToken(known, smtp)) return known;
    const renewal = this.renewals.get(id) ?? this.renew(id).finally(() => this.renewals.delete(id));
    this.renewals.set(id, renewal);
    const renewed = await renewal;
    return hasOtherToken(renewed, smtp) ? renewed : undefined;
  }

  private async renew(id: SendingAccountId): Promise<SmtpCredentials | undefined> {
    const { results } = await this.rpc.request(GetSmtpCredentials, {
      sending_account_ids: [id],
      renew: true,
    });
    const [credentials] = results;
    if (credentials !== undefined) this.cache.set(id, credentials);
    return credentials;
  }

  /** The next message requests them again. */
  forget(accounts: readonly SendingAccountId[]): void {
    for (const account of accounts) this.cache.delete(account);
  }

  private cached(accounts: ReadonlySet<SendingAccountId>): Map<SendingAccountId, SmtpCredentials> {
    const found = new Map<SendingAccountId, SmtpCredentials>();
    for (const account of accounts) {
      const credentials = this.cache.get(account);
      if (credentials !== undefined) found.set(account, credentials);
    }
    return found;
  }
}

const hasOtherToken = (
  credentials: SmtpCredentials | undefined,
  { access_token }: SmtpCredentials['smtp'],
): boolean => credentials?.smtp.access_token !== undefined && credentials.smtp.access_token !== access_token;
