import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock, idOf } from '#kernel';
import { DnsRecords } from './dns-records.js';
import { afterCheck, judgeDomain, type DomainState, type DomainVerdict } from './domain-check.js';
import { PublicHost } from './public-host.js';
import { Workspaces } from './workspaces.js';
import { BUMP_VERSION, CLAIM_CHECKS, RECORD_CHECK } from './workspaces.sql.js';

interface Claimed extends DomainState {
  readonly workspace_id: string;
  readonly domain: string;
}

/** Checks the DNS of tracking domains. */
@Injectable()
export class TrackingDomains {
  constructor(
    private readonly database: Database,
    private readonly workspaces: Workspaces,
    private readonly dns: DnsRecords,
    private readonly host: PublicHost,
    private readonly clock: Clock,
  ) {}

  /** Checks the domains that are due, 20 at a time, each of them at one replica. No lock is held during a lookup. */
  async checkDue(): Promise<'more' | 'idle'> {
    const due = await this.database.query<Claimed>(CLAIM_CHECKS, [this.clock.now()]);
    if (due.length === 0) return 'idle';

    const targetAddresses = await this.dns.addresses(this.host.name);
    await Promise.all(due.map((domain) => this.check(domain, targetAddresses)));
    return 'more';
  }

  private async check(before: Claimed, targetAddresses: readonly string[] | undefined): Promise<void> {
    const [cnames, addresses] = await Promise.all([
      this.dns.cnames(before.domain),
      this.dns.addresses(before.domain),
    ]);
    await this.record(before, judgeDomain({ cnames, addresses, targetAddresses }, this.host.name));
  }

  /** Messages change their host when a domain becomes active or fails, so other services are told then. */
  private async record(before: Claimed, verdict: DomainVerdict): Promise<void> {
    const { workspace_id, domain } = before;
    const { status, failures, problem, nextInMs } = afterCheck(before, verdict, Math.random());
    const now = this.clock.now();
    const next = new Date(now.getTime() + nextInMs);
    await this.database.transaction(async (tx) => {
      const params = [workspace_id, domain, status, failures, problem, now, next];
      const recorded = await tx.query(RECORD_CHECK, params);
      if (recorded.length === 0 || (status === 'active') === (before.status === 'active')) return;
      await tx.query(BUMP_VERSION, [workspace_id]);
      await this.workspaces.publish(tx, idOf('ws', workspace_id));
    });
  }
}
