import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';

const HAS_UNSENT = `
select exists (
  select from lead l where l.campaign_id = $1 and l.status = 'pushed'
    and not exists (select from message m where m.enrollment_id = l.enrollment_id and m.sent_at is not null)
) as found`;

/** A separate statement after a hold: its snapshot must be younger than the hold's lock. */
const IN_HAND = `
select count(*)::int as leads from lead
where campaign_id = $1 and status = 'pushing' and push_started_at is not null`;

const DUE = `
select count(*)::int as leads from lead where campaign_id = $1 and status in ('waiting', 'doubtful') and due_at <= $2`;

/** The leads of a campaign, as far as its link needs them. */
@Injectable()
export class WaitingLeads {
  constructor(private readonly database: Database) {}

  /** Whether leads at the platform wait for their first message. */
  async hasUnsent(campaignId: Id<'camp'>): Promise<boolean> {
    const [row] = await this.database.query<{ found: boolean }>(HAS_UNSENT, [uuidOf(campaignId)]);
    return row?.found ?? false;
  }

  /** Leads whose push has started and has no answer yet. */
  async inHand(campaignId: Id<'camp'>): Promise<number> {
    const [row] = await this.database.query<{ leads: number }>(IN_HAND, [uuidOf(campaignId)]);
    return row?.leads ?? 0;
  }

  /** Leads that are due and were not pushed yet. */
  async due(campaignId: Id<'camp'>, now: Date): Promise<number> {
    const [row] = await this.database.query<{ leads: number }>(DUE, [uuidOf(campaignId), now]);
    return row?.leads ?? 0;
  }
}
