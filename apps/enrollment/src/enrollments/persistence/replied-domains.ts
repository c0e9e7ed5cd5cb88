import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf } from '#kernel';
import type { RepliedDomain } from '../domain/signal.js';
import { EndEnrollments } from './end-enrollments.js';
import { FinishedEnrollments } from './finished-enrollments.js';
import { ADD_REPLIED_DOMAINS, CLAIM_REPLIED_DOMAIN, COLLEAGUES, MARK_SWEPT } from './replied-domains.sql.js';

interface DomainRow {
  readonly campaign_id: string;
  readonly domain: string;
  readonly workspace_id: string;
  readonly at: Date;
}

/** Enrollments that are ended by one transaction. */
const PAGE_SIZE = 1_000;

/**
 * The companies that have replied in campaigns with `stop_on_domain_reply`. A row decides at once that nobody of the company
 * gets mail; the enrollments follow page by page, because a company may have 50,000 of them.
 */
@Injectable()
export class RepliedDomains {
  constructor(
    private readonly database: Database,
    private readonly endEnrollments: EndEnrollments,
    private readonly finished: FinishedEnrollments,
    private readonly clock: Clock,
  ) {}

  async add(tx: Transaction, domains: readonly RepliedDomain[]): Promise<void> {
    if (domains.length === 0) return;
    const stored = domains.map((each) => ({
      ...each,
      campaign_id: uuidOf(each.campaign_id),
      workspace_id: uuidOf(each.workspace_id),
    }));
    await tx.query(ADD_REPLIED_DOMAINS, [JSON.stringify(stored)]);
  }

  /** Ends one page of one company. */
  async sweep(): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const [company] = await tx.query<DomainRow>(CLAIM_REPLIED_DOMAIN);
      if (company === undefined) return 'idle';

      const { campaign_id, domain, workspace_id, at } = company;
      const values = [campaign_id, workspace_id, domain, PAGE_SIZE];
      const colleagues = await tx.query<{ id: string }>(COLLEAGUES, values);
      const ends = colleagues.map(({ id }) => ({
        enrollment_id: idOf('enr', id),
        workspace_id: idOf('ws', workspace_id),
        status: 'replied' as const,
        reason: 'domain_replied',
        at,
        awaited_step: null,
        suppressed_address: null,
      }));
      const ended = await this.endEnrollments.execute(tx, ends);
      if (colleagues.length < PAGE_SIZE) await tx.query(MARK_SWEPT, [campaign_id, domain]);
      await this.finished.settle(tx, ended, this.clock.now());
      return 'more';
    });
  }
}
