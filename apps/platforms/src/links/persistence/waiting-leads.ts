import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import { DUE, HAS_UNSENT, IN_HAND } from './waiting-leads.sql.js';

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
