import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { ChangedContacts } from '../../contacts/index.js';
import { CampaignCandidates } from './campaign-candidates.js';

/** Contacts that one transaction matches; with 20 campaigns that all of them match, 40,000 candidates. */
const BATCH_SIZE = 2_000;

/**
 * Matches contacts that changed with the campaigns of their workspace. The changes go in the transaction that matched
 * them, so that a crash neither loses a contact nor matches it for nothing.
 */
@Injectable()
export class MatchChangedContacts {
  constructor(
    private readonly database: Database,
    private readonly changedContacts: ChangedContacts,
    private readonly candidates: CampaignCandidates,
    private readonly clock: Clock,
  ) {}

  /** `idle` when no changed contact waits. */
  execute(): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const batch = await this.changedContacts.claim(tx, BATCH_SIZE);
      if (batch === undefined) return 'idle';
      await this.candidates.add(tx, await this.candidates.match(tx, batch), this.clock.now());
      return 'more';
    });
  }
}
