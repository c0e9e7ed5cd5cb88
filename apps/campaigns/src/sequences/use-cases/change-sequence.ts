import { Injectable } from '@nestjs/common';
import type { DeleteSequence, RequestOf, SequenceView, StepInput, UpdateSequence } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, DomainError, notFound, uuidOf, type Id } from '#kernel';
import { keepsPlaces } from '../domain/match-existing.js';
import { Campaigns } from '../../campaigns/persistence/campaigns.js';
import { Sequences } from '../persistence/sequences.js';
import { requireWellFormed } from './require-well-formed.js';
import { reviseSteps } from './revise-steps.js';

const LOCK = 'select from sequence where workspace_id = $1 and id = $2 for update';

const IS_USED = 'select from campaign where sequence_id = $1 limit 1';

/** A launch reads the steps under a lock of the sequence, so that it meets all of a change or nothing of it. */
@Injectable()
export class ChangeSequence {
  constructor(
    private readonly database: Database,
    private readonly sequences: Sequences,
    private readonly campaigns: Campaigns,
    private readonly clock: Clock,
  ) {}

  async update({
    workspace_id,
    sequence_id,
    changes: { name, steps },
  }: RequestOf<typeof UpdateSequence>): Promise<SequenceView> {
    requireWellFormed(steps ?? []);
    await this.database.transaction(async (tx) => {
      await lock(tx, workspace_id, sequence_id);
      await this.sequences.touch(tx, sequence_id, name, this.clock.now());
      if (steps !== undefined) await this.rewrite(tx, sequence_id, steps);
    });
    return this.sequences.get(workspace_id, sequence_id);
  }

  async delete({ workspace_id, sequence_id }: RequestOf<typeof DeleteSequence>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lock(tx, workspace_id, sequence_id);
      const used = await tx.query(IS_USED, [uuidOf(sequence_id)]);
      if (used.length > 0) throw inUse(sequence_id, 'make a new one instead');
      await this.sequences.remove(tx, sequence_id);
    });
  }

  /**
   * Running campaigns are told of it, since what they write and when follows from the steps. Whoever is under way in one
   * counts the steps, and an event about a step names it: so those that are there keep their places.
   */
  private async rewrite(tx: Transaction, id: Id<'seq'>, given: readonly StepInput[]): Promise<void> {
    const known = await this.sequences.steps(tx, id);
    const steps = reviseSteps(known, given);
    await this.sequences.replaceSteps(tx, id, steps);
    const told = await this.campaigns.retell(tx, id, this.clock.now());

    if (told > 0 && !keepsPlaces(known, steps))
      throw inUse(id, 'its steps keep their places, and new ones come at the end');
  }
}

async function lock(tx: Transaction, workspaceId: Id<'ws'>, id: Id<'seq'>): Promise<void> {
  const found = await tx.query(LOCK, [uuidOf(workspaceId), uuidOf(id)]);
  if (found.length === 0) throw notFound('sequence', id);
}

const inUse = (id: Id<'seq'>, advice: string): DomainError =>
  new DomainError('conflict', 'sequence_in_use', `a campaign uses the sequence ${id}: ${advice}`);
