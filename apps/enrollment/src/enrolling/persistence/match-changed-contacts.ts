import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf } from '#kernel';
import { LOCK_CAMPAIGNS } from '../../campaigns/index.js';
import { ChangedContacts, type ChangedContactBatch } from '../../contacts/index.js';
import { Segments } from '../../segments/index.js';
import {
  ADD_MATCHED,
  matchChangedSql,
  MATCHING_CAMPAIGNS,
  type MatchingCampaign,
} from './match-changed-contacts.sql.js';

/** Contacts that one transaction matches; with 20 campaigns that all of them match, 40,000 candidates. */
const BATCH_SIZE = 2_000;
/** Campaigns that one statement matches. */
const CAMPAIGNS_SIZE = 50;

/** All ids are uuids. */
interface CampaignMatches {
  readonly campaign_id: string;
  readonly contact_ids: readonly string[];
}

/**
 * Matches contacts that changed with the campaigns of their workspace. The changes go in the transaction that matched
 * them, so that a crash neither loses a contact nor matches it for nothing.
 */
@Injectable()
export class MatchChangedContacts {
  constructor(
    private readonly database: Database,
    private readonly changedContacts: ChangedContacts,
    private readonly segments: Segments,
    private readonly clock: Clock,
  ) {}

  /** `idle` when no changed contact waits. */
  execute(): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const batch = await this.changedContacts.claim(tx, BATCH_SIZE);
      if (batch === undefined) return 'idle';
      await addCandidates(tx, await this.match(tx, batch), this.clock.now());
      return 'more';
    });
  }

  /** For each active or paused campaign of the workspace those of the contacts that are eligible for it. Locks nothing. */
  private async match(tx: Transaction, batch: ChangedContactBatch): Promise<CampaignMatches[]> {
    const campaigns = await this.matchingCampaigns(tx, batch.workspace_id);
    const matches: CampaignMatches[] = [];
    for (let at = 0; at < campaigns.length; at += CAMPAIGNS_SIZE) {
      const { sql, values } = matchChangedSql(batch, campaigns.slice(at, at + CAMPAIGNS_SIZE));
      matches.push(...(await tx.query<CampaignMatches>(sql, values)));
    }
    return matches.filter(({ contact_ids }) => contact_ids.length > 0);
  }

  private async matchingCampaigns(tx: Transaction, workspaceId: string): Promise<MatchingCampaign[]> {
    const rows = await tx.query<Omit<MatchingCampaign, 'segments'>>(MATCHING_CAMPAIGNS, [workspaceId]);
    const filters = rows.map(({ filter }) => filter);
    const named = await this.segments.namedByEach(idOf('ws', workspaceId), filters, tx);
    return rows.map((row, place) => ({ ...row, segments: named[place]?.conditions ?? [] }));
  }
}

/** Has the campaigns enroll the contacts. Waits for whoever is enrolling in them, and keeps them locked. */
async function addCandidates(tx: Transaction, matches: readonly CampaignMatches[], now: Date): Promise<void> {
  if (matches.length === 0) return;
  const pairs = matches.flatMap(({ campaign_id, contact_ids }) =>
    contact_ids.map((contactId) => [campaign_id, contactId] as const),
  );
  await tx.query(LOCK_CAMPAIGNS, [matches.map(({ campaign_id }) => campaign_id)]);
  const values = [pairs.map(([campaignId]) => campaignId), pairs.map(([, contactId]) => contactId), now];
  await tx.query(ADD_MATCHED, values);
}
