import { Injectable } from '@nestjs/common';
import type { ContactFilter } from '#contracts';
import type { Transaction } from '#database';
import type { ChangedContactBatch } from '../../contacts/index.js';
import { Segments } from '../../segments/index.js';
import {
  ADD_MATCHED,
  LOCK_MATCHED,
  matchChangedSql,
  MATCHING_CAMPAIGNS,
  type MatchingCampaign,
} from './campaign-candidates.sql.js';

/** Campaigns that one statement matches. */
const CAMPAIGNS_SIZE = 50;

export interface CampaignMatches {
  readonly campaignId: string;
  readonly contactIds: readonly string[];
}

/** Contacts that changed behind the scan of a campaign and matched its filter. */
@Injectable()
export class CampaignCandidates {
  constructor(private readonly segments: Segments) {}

  /** For each active or paused campaign of the workspace those of the contacts that are eligible for it. Locks nothing. */
  async match(tx: Transaction, batch: ChangedContactBatch): Promise<CampaignMatches[]> {
    const campaigns = await this.matchingCampaigns(tx, batch.workspaceId);
    const matches: CampaignMatches[] = [];
    for (let at = 0; at < campaigns.length; at += CAMPAIGNS_SIZE) {
      const { sql, values } = matchChangedSql(batch, campaigns.slice(at, at + CAMPAIGNS_SIZE));
      matches.push(...(await tx.query<CampaignMatches>(sql, values)));
    }
    return matches.filter(({ contactIds }) => contactIds.length > 0);
  }

  private async matchingCampaigns(tx: Transaction, workspaceId: string): Promise<MatchingCampaign[]> {
    const rows = await tx.query<{ campaignId: string; filter: ContactFilter }>(MATCHING_CAMPAIGNS, [
      workspaceId,
    ]);
    const filters = rows.map(({ filter }) => filter);
    const named = await this.segments.namedByEach(workspaceId, filters, tx);
    return rows.map((row, place) => ({ ...row, segments: named[place]?.conditions ?? [] }));
  }

  /** Has the campaigns enroll the contacts. Waits for whoever is enrolling in them, and keeps them locked. */
  async add(tx: Transaction, matches: readonly CampaignMatches[], now: Date): Promise<void> {
    if (matches.length === 0) return;
    const pairs = matches.flatMap(({ campaignId, contactIds }) =>
      contactIds.map((contactId) => ({ campaignId, contactId })),
    );
    await tx.query(LOCK_MATCHED, [matches.map(({ campaignId }) => campaignId)]);
    await tx.query(ADD_MATCHED, [
      pairs.map(({ campaignId }) => campaignId),
      pairs.map(({ contactId }) => contactId),
      now,
    ]);
  }
}
