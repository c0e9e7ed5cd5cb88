import { Injectable } from '@nestjs/common';
import type { SequenceView, StepSchedule, StepView } from '#contracts';
import { Database, type Queryable, type Transaction } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import { delayMs } from '../domain/delay.js';
import { SequenceRow, SequenceStepRow } from './sequence.row.js';

const STEPS_OF_CAMPAIGNS = `
  select campaign.id, campaign.version, jsonb_agg(to_jsonb(step) order by step.step_number) as steps
  from campaign
  join sequence_step step using (sequence_id)
  where campaign.id = any($1::uuid[])
  group by campaign.id`;

const TOUCH = `
  update sequence set version = version + 1, updated_at = $3, name = coalesce($2, name) where id = $1`;

/** What a campaign writes, as of a version of it. */
export interface CampaignContent {
  readonly campaign_id: Id<'camp'>;
  readonly version: number;
  readonly steps: StepView[];
}

@Injectable()
export class Sequences {
  constructor(private readonly database: Database) {}

  async add(sequence: SequenceView): Promise<void> {
    const { id, workspace_id, name, steps, created_at, updated_at } = sequence;
    await this.database.transaction(async ({ manager }) => {
      await manager.insert(SequenceRow, {
        id: uuidOf(id),
        workspace_id: uuidOf(workspace_id),
        name,
        version: 1,
        created_at: new Date(created_at),
        updated_at: new Date(updated_at),
      });
      await manager.insert(SequenceStepRow, steps.map(rowOf(id)));
    });
  }

  async replaceSteps({ manager }: Transaction, id: Id<'seq'>, steps: readonly StepView[]): Promise<void> {
    await manager.delete(SequenceStepRow, { sequence_id: uuidOf(id) });
    await manager.insert(SequenceStepRow, steps.map(rowOf(id)));
  }

  /** Changed at `now`, with another name if there is one. */
  async touch(tx: Transaction, id: Id<'seq'>, name: string | undefined, now: Date): Promise<void> {
    await tx.query(TOUCH, [uuidOf(id), name ?? null, now]);
  }

  async remove({ manager }: Transaction, id: Id<'seq'>): Promise<void> {
    await manager.delete(SequenceStepRow, { sequence_id: uuidOf(id) });
    await manager.delete(SequenceRow, { id: uuidOf(id) });
  }

  async get(workspaceId: Id<'ws'>, id: Id<'seq'>): Promise<SequenceView> {
    const [row] = await this.database.query<SequenceRow>(
      'select * from sequence where workspace_id = $1 and id = $2',
      [uuidOf(workspaceId), uuidOf(id)],
    );
    if (row === undefined) throw notFound('sequence', id);

    const steps = await this.steps(this.database, id);
    return {
      id,
      workspace_id: workspaceId,
      name: row.name,
      version: row.version,
      steps,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    };
  }

  async steps(on: Queryable, id: Id<'seq'>): Promise<StepView[]> {
    return (await stepRows(on, uuidOf(id))).map(stepView);
  }

  async exists(workspaceId: Id<'ws'>, id: Id<'seq'>): Promise<boolean> {
    const rows = await this.database.query('select from sequence where workspace_id = $1 and id = $2', [
      uuidOf(workspaceId),
      uuidOf(id),
    ]);
    return rows.length > 0;
  }

  /** When each step of a sequence is due. Within a transaction the steps stay as they are until it ends. */
  async schedule(on: Queryable, id: Id<'seq'>): Promise<StepSchedule[]> {
    await on.query('select from sequence where id = $1 for share', [uuidOf(id)]);
    const rows = await stepRows(on, uuidOf(id));
    return rows.map((row) => ({
      step_id: idOf('step', row.id),
      step_number: row.step_number,
      delay_ms: delayMs(row),
    }));
  }

  /** Those of the campaigns that exist; an unknown one is absent. */
  async contentOf(campaignIds: readonly Id<'camp'>[]): Promise<CampaignContent[]> {
    const rows = await this.database.query<{ id: string; version: number; steps: SequenceStepRow[] }>(
      STEPS_OF_CAMPAIGNS,
      [campaignIds.map(uuidOf)],
    );
    return rows.map(({ id, version, steps }) => ({
      campaign_id: idOf('camp', id),
      version,
      steps: steps.map(stepView),
    }));
  }
}

const stepRows = (on: Queryable, sequenceUuid: string): Promise<SequenceStepRow[]> =>
  on.query<SequenceStepRow>('select * from sequence_step where sequence_id = $1 order by step_number', [
    sequenceUuid,
  ]);

const rowOf =
  (sequenceId: Id<'seq'>) =>
  (step: StepView): SequenceStepRow => ({
    ...step,
    id: uuidOf(step.id),
    sequence_id: uuidOf(sequenceId),
    variants: step.variants ?? [],
  });

const stepView = (step: SequenceStepRow): StepView => ({
  id: idOf('step', step.id),
  step_number: step.step_number,
  delay_value: step.delay_value,
  delay_unit: step.delay_unit,
  subject: step.subject,
  body_html: step.body_html,
  body_text: step.body_text,
  same_thread: step.same_thread,
  variants: step.variants,
});
