import { Injectable } from '@nestjs/common';
import { Outbox, type Transaction } from '#database';
import { idOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { finishedEvents, type FinishedEnrollment } from '../events/finished-events.js';

type Uuids = Record<'enrollment_id' | 'workspace_id' | 'campaign_id' | 'contact_id', string>;

/** An enrollment that is over, as statements return it. */
export interface FinishedRow extends Omit<FinishedEnrollment, keyof Uuids>, Uuids {
  /** This end was not published yet. */
  readonly is_news: boolean;
}

/** Publishes who is through, and lets campaigns end in which nobody is under way any more. */
@Injectable()
export class FinishedEnrollments {
  constructor(
    private readonly outbox: Outbox,
    private readonly replicas: CampaignReplicas,
  ) {}

  /** To be the last step of a transaction, because it locks the campaigns. */
  async settle(tx: Transaction, rows: readonly FinishedRow[], now: Date): Promise<void> {
    const news = rows.filter(({ is_news }) => is_news);
    await this.outbox.add(tx, finishedEvents(news.map(finishedOf)));
    const campaigns = new Set(rows.map(({ campaign_id }) => campaign_id));
    const ids = [...campaigns].map((id) => idOf('camp', id));
    await this.replicas.wakeFinished(tx, ids, now);
  }
}

const finishedOf = ({ is_news: _isNews, ...row }: FinishedRow): FinishedEnrollment => ({
  ...row,
  enrollment_id: idOf('enr', row.enrollment_id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
});
