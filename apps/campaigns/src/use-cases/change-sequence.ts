import { Injectable } from '@nestjs/common';
import type { DeleteSequence, RequestOf, SequenceView, UpdateSequence } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, DomainError, notFound, uuidOf, type Id } from '#kernel';
import { newStep } from './new-step.js';
import { Sequences } from '../persistence/sequences.js';

const LOCK = 'select from sequence where workspace_id = $1 and id = $2 for update';

const CAMPAIGN_OF = `
  select id from campaign where sequence_id = $1 and ($2::text[] is null or status = any($2)) limit 1`;

/** Launched, and not over: what they write must stay what they began with. */
const RUNNING = ['active', 'paused'];

/** A launch reads the steps under a lock of the sequence, so that it meets all of a change or nothing of it. */
@Injectable()
export class ChangeSequence {
  constructor(
    private readonly database: Database,
    private readonly sequences: Sequences,
    private readonly clock: Clock,
  ) {}

  async update({
    workspace_id,
    sequence_id,
    changes: { name, steps },
  }: RequestOf<typeof UpdateSequence>): Promise<SequenceView> {
    await this.database.transaction(async (tx) => {
      await lock(tx, workspace_id, sequence_id);
      if (steps !== undefined) {
        await requireNoCampaign(tx, sequence_id, RUNNING);
        await this.sequences.replaceSteps(tx, sequence_id, steps.map(newStep));
      }
      await this.sequences.touch(tx, sequence_id, name, this.clock.now());
    });
    return this.sequences.get(workspace_id, sequence_id);
  }

  async delete({ workspace_id, sequence_id }: RequestOf<typeof DeleteSequence>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lock(tx, workspace_id, sequence_id);
      await requireNoCampaign(tx, sequence_id, null);
      await this.sequences.remove(tx, sequence_id);
    });
  }
}

async function lock(tx: Transaction, workspaceId: Id<'ws'>, id: Id<'seq'>): Promise<void> {
  const found = await tx.query(LOCK, [uuidOf(workspaceId), uuidOf(id)]);
  if (found.length === 0) throw notFound('sequence', id);
}

async function requireNoCampaign(
  tx: Transaction,
  id: Id<'seq'>,
  statuses: readonly string[] | null,
): Promise<void> {
  const [campaign] = await tx.query<{ id: string }>(CAMPAIGN_OF, [uuidOf(id), statuses]);
  if (campaign === undefined) return;
  throw new DomainError(
    'conflict',
    'sequence_in_use',
    `a campaign uses the sequence ${id}; make a new one instead`,
  );
}
