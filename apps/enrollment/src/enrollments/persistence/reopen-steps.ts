import { Injectable } from '@nestjs/common';
import type { ReopenSteps as ReopenStepsRequest, RequestOf, ResponseOf } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { notSuppressed } from '../../contacts/index.js';

type Result = ResponseOf<typeof ReopenStepsRequest>['results'][number];

const STEPS = `rows from (
    jsonb_to_recordset($3::jsonb) as (enrollment_id uuid, step_number integer, settled_at timestamptz)
  ) with ordinality as step (enrollment_id, step_number, settled_at, place)`;

/**
 * An enrollment may get the message of the step again if the step was its last one. The later one of two requests at once
 * finds the step reopened for the same outcome; after that outcome has ended too, the step must not be reopened again.
 */
const REOPENABLE = `(
    (e.status = 'failed' and e.current_step = s.step_number - 1)
    or (e.status = 'completed' and e.current_step = s.step_number)
    or (e.status = 'active' and e.current_step = s.step_number and e.awaiting_step is null)
    or (e.status = 'active' and e.current_step = s.step_number - 1 and e.awaiting_step = s.step_number)
  ) and (
    e.reopened_after is null or e.reopened_after < s.settled_at
    or (e.reopened_after = s.settled_at and e.awaiting_step = s.step_number)
  )`;

/**
 * $1 workspace, $2 campaign, $3 steps as a JSON array; answers in their order. The replica is shared, so that a campaign
 * is not called exhausted while a step of it is reopened.
 */
const REOPEN_STEPS = `
  with replica as materialized (
    select campaign_id from campaign_replica
    where campaign_id = $2 and workspace_id = $1 and status in ('active', 'paused')
      and exhausted_published_version is distinct from version
    for share
  ), latest as (
    select distinct on (enrollment_id) * from ${STEPS}
    order by enrollment_id, step_number desc
  ), reopened as (
    update enrollment e set
      status = 'active', current_step = s.step_number - 1, awaiting_step = s.step_number, next_step_at = null,
      finished_at = null, stop_reason = null, reopened_after = s.settled_at
    from latest s, replica, contact c
    where e.id = s.enrollment_id and e.workspace_id = $1 and e.campaign_id = replica.campaign_id
      and c.workspace_id = $1 and c.id = e.contact_id and c.deleted_at is null and ${notSuppressed('c')}
      and ${REOPENABLE}
    returning e.id, e.awaiting_step
  )
  select case
      when r.id is not null then 'reopened'
      when not exists (select from replica) then 'campaign_over'
      when e.status in ('active', 'completed', 'failed') and c.deleted_at is null and ${notSuppressed('c')}
        then 'already_past_step'
      else 'contact_stopped'
    end as result
  from ${STEPS}
  left join reopened r on r.id = step.enrollment_id and r.awaiting_step = step.step_number
  left join enrollment e on e.id = step.enrollment_id and e.workspace_id = $1 and e.campaign_id = $2
  left join contact c on c.workspace_id = $1 and c.id = e.contact_id
  order by step.place`;

/** Has enrollments await a step again. */
@Injectable()
export class ReopenSteps {
  constructor(private readonly database: Database) {}

  /** One answer per step, in their order. */
  async execute({
    workspace_id,
    campaign_id,
    steps,
  }: RequestOf<typeof ReopenStepsRequest>): Promise<Result[]> {
    const stored = steps.map((step) => ({ ...step, enrollment_id: uuidOf(step.enrollment_id) }));
    const values = [uuidOf(workspace_id), uuidOf(campaign_id), JSON.stringify(stored)];
    const rows = await this.database.query<{ result: Result }>(REOPEN_STEPS, values);
    return rows.map(({ result }) => result);
  }
}
