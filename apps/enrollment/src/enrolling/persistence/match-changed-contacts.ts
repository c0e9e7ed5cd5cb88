import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf } from '#kernel';
import { LOCK_CAMPAIGNS } from '../../campaigns/index.js';
import { ChangedContacts, ruleCountOf, type ChangedContactBatch } from '../../contacts/index.js';
import { comparable } from '../../segments/domain/segment-bounds.js';
import { Segments } from '../../segments/index.js';
import {
  ADD_MATCHED,
  matchChangedSql,
  MATCHING_CAMPAIGNS,
  type MatchingCampaign,
} from './match-changed-contacts.sql.js';

/** Contacts that one transaction matches; with 20 campaigns that all of them match, 40,000 candidates. */
const BATCH_SIZE = 2_000;
/** Campaigns that one statement matches, and their rules: a rule takes two of the 65,535 parameters of a statement. */
const CAMPAIGNS_SIZE = 50;
const RULES_SIZE = 10_000;

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

  /**
   * For each active or paused campaign of the workspace those of the contacts that are eligible for it. Locks nothing. Where
   * there are very many rules, the last contacts go back to the end of the queue, so that other workspaces have their turn.
   */
  private async match(tx: Transaction, { workspace_id, contact_ids }: ChangedContactBatch) {
    const campaigns = await this.matchingCampaigns(tx, workspace_id);
    const most = comparable(contact_ids.length, ruleCountOf(campaigns.flatMap(({ segments }) => segments)));
    await this.changedContacts.note(tx, workspace_id, contact_ids.slice(most));
    const batch = { workspace_id, contact_ids: contact_ids.slice(0, most) };
    const matches: CampaignMatches[] = [];
    for (const some of partsOf(campaigns)) {
      const { sql, values } = matchChangedSql(batch, some);
      matches.push(...(await tx.query<CampaignMatches>(sql, values)));
    }
    return matches.filter((match) => match.contact_ids.length > 0);
  }

  private async matchingCampaigns(tx: Transaction, workspaceId: string): Promise<MatchingCampaign[]> {
    const rows = await tx.query<Omit<MatchingCampaign, 'segments'>>(MATCHING_CAMPAIGNS, [workspaceId]);
    const filters = rows.map(({ filter }) => filter);
    const named = await this.segments.namedByEach(idOf('ws', workspaceId), filters, tx);
    return rows.map((row, place) => ({ ...row, segments: named[place]?.conditions ?? [] }));
  }
}

function partsOf(campaigns: readonly MatchingCampaign[]): MatchingCampaign[][] {
  const parts: MatchingCampaign[][] = [];
  let rules = 0;
  for (const campaign of campaigns) {
    const part = parts.at(-1);
    const more = ruleCountOf(campaign.segments);
    rules += more;
    if (part !== undefined && part.length < CAMPAIGNS_SIZE && rules <= RULES_SIZE) part.push(campaign);
    else {
      parts.push([campaign]);
      rules = more;
    }
  }
  return parts;
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
