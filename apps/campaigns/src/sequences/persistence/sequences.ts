import { Injectable } from '@nestjs/common';
import type { SequenceSummary, SequenceView, StepView } from '#contracts';
import { Database, type Queryable, type Transaction } from '#database';
import { DomainError, idOf, notFound, uuidOf, type Id } from '#kernel';
import { keepsPlaces } from '../domain/match-existing.js';
import { SequenceUsers } from './sequence-users.js';
import { stepOf, stepRow, type StepRow } from './step.row.js';

const ADD = 'insert into sequence select * from jsonb_populate_record(null::sequence, $1)';

const ADD_STEPS = 'insert into sequence_step select * from jsonb_populate_recordset(null::sequence_step, $1)';

const GET = 'select * from sequence where workspace_id = $1 and id = $2';

const STEPS = 'select * from sequence_step where sequence_id = $1 order by step_number';

const LOCK = `${GET} for update`;

const TOUCH = `
  update sequence set version = version + 1, updated_at = $3, name = coalesce($2, name) where id = $1`;

const PAGE = `
  select *, (select count(*)::int from sequence_step where sequence_id = sequence.id) as step_count
  from sequence
  where workspace_id = $1 and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

type Stored<View> = Omit<View, 'created_at' | 'updated_at'> & {
  readonly created_at: Date;
  readonly updated_at: Date;
};
export type StoredSequence = Stored<SequenceView>;
export type StoredSummary = Stored<SequenceSummary>;

type Row<Sequence> = Omit<Sequence, 'id' | 'workspace_id'> & {
  readonly id: string;
  readonly workspace_id: string;
};

interface SequenceRef {
  readonly workspace_id: Id<'ws'>;
  readonly sequence_id: Id<'seq'>;
}

interface SequenceChange {
  readonly name: string | undefined;
  /** The new steps, made from the stored ones; undefined: the steps stay. */
  readonly steps: ((known: StepView[]) => StepView[]) | undefined;
}

/** A launch reads the steps under a lock of the sequence, so that it meets all of a change or nothing of it. */
@Injectable()
export class Sequences {
  constructor(
    private readonly database: Database,
    private readonly users: SequenceUsers,
  ) {}

  async add({ steps, ...sequence }: StoredSequence): Promise<void> {
    const { id, workspace_id } = sequence;
    const row = { ...sequence, id: uuidOf(id), workspace_id: uuidOf(workspace_id) };
    await this.database.transaction(async (tx) => {
      await tx.query(ADD, [JSON.stringify(row)]);
      await addSteps(tx, id, steps);
    });
  }

  async get({ workspace_id, sequence_id }: SequenceRef): Promise<StoredSequence> {
    const ids = [uuidOf(workspace_id), uuidOf(sequence_id)];
    const [row] = await this.database.query<Row<Omit<StoredSequence, 'steps'>>>(GET, ids);
    if (row === undefined) throw notFound('sequence', sequence_id);
    const steps = await stepsOf(this.database, sequence_id);
    return { ...row, id: sequence_id, workspace_id, steps };
  }

  async exists(workspaceId: Id<'ws'>, id: Id<'seq'>): Promise<boolean> {
    const rows = await this.database.query(GET, [uuidOf(workspaceId), uuidOf(id)]);
    return rows.length > 0;
  }

  /** Newest first; `after` is the uuid of the last one of the page before. */
  async page(workspaceId: Id<'ws'>, after: string | null, limit: number): Promise<StoredSummary[]> {
    const rows = await this.database.query<Row<StoredSummary>>(PAGE, [uuidOf(workspaceId), after, limit]);
    return rows.map((row) => ({ ...row, id: idOf('seq', row.id), workspace_id: workspaceId }));
  }

  /**
   * Publishes the running campaigns of the sequence anew, since their texts and times follow from its steps. An enrollment
   * under way counts the steps, and an event about a step names it: so existing steps keep their places. A contact that was
   * handed to a platform has the texts of the steps of then: a further step would be an empty message to it.
   *
   * @throws DomainError `sequence_in_use`
   */
  async change({ workspace_id, sequence_id }: SequenceRef, change: SequenceChange, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await lock(tx, { workspace_id, sequence_id });
      await tx.query(TOUCH, [uuidOf(sequence_id), change.name, now]);
      if (change.steps === undefined) return;

      const known = await stepsOf(tx, sequence_id);
      const steps = change.steps(known);
      await deleteSteps(tx, sequence_id);
      await addSteps(tx, sequence_id, steps);
      const { running, delegated } = await this.users.republish(tx, sequence_id, now);
      if (delegated && steps.length > known.length)
        throw inUse(sequence_id, 'an outside platform sends for it, so its steps keep their number');
      if (running && !keepsPlaces(known, steps))
        throw inUse(sequence_id, 'its steps keep their places, and new ones come at the end');
    });
  }

  /** @throws DomainError `sequence_in_use` */
  async delete(ref: SequenceRef): Promise<void> {
    const { sequence_id } = ref;
    await this.database.transaction(async (tx) => {
      await lock(tx, ref);
      if (await this.users.isUsed(tx, sequence_id)) throw inUse(sequence_id, 'make a new one instead');
      await deleteSteps(tx, sequence_id);
      await tx.query('delete from sequence where id = $1', [uuidOf(sequence_id)]);
    });
  }
}

async function lock(tx: Transaction, { workspace_id, sequence_id }: SequenceRef): Promise<void> {
  const found = await tx.query(LOCK, [uuidOf(workspace_id), uuidOf(sequence_id)]);
  if (found.length === 0) throw notFound('sequence', sequence_id);
}

const stepsOf = async (on: Queryable, id: Id<'seq'>): Promise<StepView[]> =>
  (await on.query<StepRow>(STEPS, [uuidOf(id)])).map(stepOf);

const addSteps = (tx: Transaction, id: Id<'seq'>, steps: readonly StepView[]) =>
  tx.query(ADD_STEPS, [JSON.stringify(steps.map(stepRow(id)))]);

const deleteSteps = (tx: Transaction, id: Id<'seq'>) =>
  tx.query('delete from sequence_step where sequence_id = $1', [uuidOf(id)]);

const inUse = (id: Id<'seq'>, advice: string): DomainError =>
  new DomainError('conflict', 'sequence_in_use', `a campaign uses the sequence ${id}: ${advice}`);
