import { GetSmtpCredentials, type SendingAccountId, type SmtpCredentials } from '#contracts';
import { Clock } from '#kernel';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

/** So long a changed password may go unnoticed by the replicas that do not hear of the change themselves. */
const TTL_MS = 60_000;
const MAX_CACHED = 20_000;
const MAX_ASKED = 500;

/** How to reach the servers of the inboxes. Secrets: in memory alone, and for a short time. */
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

  /** Those of the accounts that exist. Rejects with DomainError `unavailable` when nobody answers. */
  async of(accounts: ReadonlySet<SendingAccountId>): Promise<Map<SendingAccountId, SmtpCredentials>> {
    this.cache.purgeStale(); // secrets must not stay in memory for want of a reader
    // A map of this call's own: while it waits, others forget what it has found.
    const found = this.cached(accounts);
    const unknown = [...accounts].filter((account) => !found.has(account));

    for (let at = 0; at < unknown.length; at += MAX_ASKED) {
      const asked = unknown.slice(at, at + MAX_ASKED);
      const { results } = await this.rpc.request(GetSmtpCredentials, { sending_account_ids: asked });
      for (const credentials of results) {
        this.cache.set(credentials.sending_account_id, credentials);
        found.set(credentials.sending_account_id, credentials);
      }
    }
    return found;
  }

  /** The next message asks again. */
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
