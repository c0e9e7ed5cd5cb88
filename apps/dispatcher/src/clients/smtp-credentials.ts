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
