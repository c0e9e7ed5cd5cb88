import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import {
  accountChangedEvents,
  accountOf,
  AccountScores,
  type SendingAccountRow,
} from '../../accounts/index.js';
import { DeliverabilityEvents } from '../../watch/index.js';
import type { DomainProfile } from '../domain/domain-profile.js';
import type { CheckedDomain, Findings } from '../domain/domain-state.js';
import type { SendingDomain } from '../domain/sending-domain.js';
import { turnEvents } from '../events/turn-events.js';
import { APPLY, LOCK_ACCOUNTS, LOCK_DOMAIN, PROFILES, SAVE } from './domain-checks.sql.js';

type Decision = CheckedDomain & { readonly next_check_at: Date };

/** The transaction of a check: the domain, the results of its accounts, and their scores. */
@Injectable()
export class DomainChecks {
  constructor(
    private readonly database: Database,
    private readonly scores: AccountScores,
    private readonly outbox: Outbox,
    private readonly events: DeliverabilityEvents,
  ) {}

  profilesOf(domain: SendingDomain): Promise<DomainProfile[]> {
    return this.database.query<DomainProfile>(PROFILES, keyOf(domain));
  }

  /** Stores the decision on the domain, while no account of it can change. */
  record(domain: SendingDomain, now: Date, decide: (before: Findings) => Decision): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(LOCK_ACCOUNTS, keyOf(domain));
      const id = uuidOf(domain.id);
      const [before] = await tx.query<{ findings: Findings }>(LOCK_DOMAIN, [id]);
      if (before === undefined) return; // its workspace was deleted during the lookups

      const decision = decide(before.findings);
      await tx.query(SAVE, [id, JSON.stringify(rowOf(decision, now)), domain.next_check_at]);
      await this.apply(tx, domain, decision, now);
      await this.events.add(tx, turnEvents(domain, decision.turns, now));
    });
  }

  private async apply(
    tx: Transaction,
    domain: SendingDomain,
    { accounts }: Decision,
    now: Date,
  ): Promise<void> {
    const params = [...keyOf(domain), JSON.stringify(accounts), now];
    const changed = await tx.query<SendingAccountRow>(APPLY, params);
    if (changed.length === 0) return;
    await this.outbox.add(tx, accountChangedEvents(changed.map(accountOf)));
    const ids = changed.map(({ id }) => id);
    await this.scores.touch(tx, ids);
  }
}

const keyOf = ({ workspace_id, domain }: SendingDomain) => [uuidOf(workspace_id), domain];

const rowOf = ({ findings, isAnswered, next_check_at }: Decision, now: Date) => ({
  spf: findings.spf?.result,
  dkim: findings.dkim?.result,
  dmarc: findings.dmarc?.result,
  dmarc_policy: findings.dmarc?.policy,
  findings,
  checked_at: now,
  known_at: isAnswered ? now : null,
  next_check_at,
});
