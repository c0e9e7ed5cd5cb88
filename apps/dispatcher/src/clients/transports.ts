import { GetTransports, type SendingAccountId, type Transport } from '#contracts';
import { Clock } from '#kernel';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** So long a changed password may go unnoticed by the replicas that do not hear of the change themselves. */
const KEPT_MS = 60_000;
const MAX_ASKED = 500;

/** How to reach the servers of the inboxes. Secrets: in memory alone, and for a short time. */
@Injectable()
export class Transports {
  private readonly kept = new Map<SendingAccountId, { transport: Transport; until: number }>();

  constructor(
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  /** Those of the accounts that exist. Rejects with DomainError `unavailable` when nobody answers. */
  async of(accounts: ReadonlySet<SendingAccountId>): Promise<Map<SendingAccountId, Transport>> {
    // A map of this call's own: while it waits, others forget what it has found.
    const found = this.known(accounts);
    const unknown = [...accounts].filter((account) => !found.has(account));

    for (let at = 0; at < unknown.length; at += MAX_ASKED) {
      const asked = unknown.slice(at, at + MAX_ASKED);
      const { results } = await this.rpc.request(GetTransports, { sending_account_ids: asked });
      const until = this.clock.now().getTime() + KEPT_MS;
      for (const transport of results) {
        this.kept.set(transport.sending_account_id, { transport, until });
        found.set(transport.sending_account_id, transport);
      }
    }
    return found;
  }

  /** The next message asks again. */
  forget(accounts: readonly SendingAccountId[]): void {
    for (const account of accounts) this.kept.delete(account);
  }

  private known(accounts: ReadonlySet<SendingAccountId>): Map<SendingAccountId, Transport> {
    const now = this.clock.now().getTime();
    const found = new Map<SendingAccountId, Transport>();
    for (const [account, { transport, until }] of this.kept) {
      if (until <= now) this.kept.delete(account);
      else if (accounts.has(account)) found.set(account, transport);
    }
    return found;
  }
}
