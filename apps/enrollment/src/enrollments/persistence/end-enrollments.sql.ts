import { addedSuppressions, suppressAddresses } from '../../suppressions/index.js';
import { ENDINGS, FINAL_STRENGTH } from '../domain/ending.js';

/** The columns of a `FinishedRow`; `is_news`: the end is another one than before. */
export const finishedColumns = (enrollment: string, isNews = 'true'): string => {
  const columns = ['workspace_id', 'campaign_id', 'contact_id', 'email', 'status'];
  return `${enrollment}.id as enrollment_id, ${columns.map((column) => `${enrollment}.${column}`).join(', ')},
    ${enrollment}.stop_reason as reason, ${enrollment}.finished_at as at, ${isNews} as is_news`;
};

/** As `strengthOf`. A removed enrollment whose queued message still leaves is under way. */
const strength = (enrollment: string): string => `case
    when ${enrollment}.status in ('pending', 'active') then 0
    when ${enrollment}.status = 'removed' and ${enrollment}.awaiting_step is not null then 0
    else coalesce(array_position(
      array[${ENDINGS.map((ending) => `'${ending}'`).join(', ')}],
      case when ${enrollment}.status in ('completed', 'failed') then ${enrollment}.status else ${enrollment}.stop_reason end
    ), ${FINAL_STRENGTH})
  end`;

/**
 * $1: `End`s with their strengths. Suppresses addresses, and ends the enrollments that wanted it, those of suppressed
 * addresses in all campaigns of the workspace included. Rows are locked in one order, so that two statements wait for each
 * other instead of deadlocking; the strength of the present end is read under the lock.
 *
 * An event that has ended its enrollment before suppresses nothing any more: it may come again after somebody has lifted the
 * suppression, and would stop the contact once more. A later act of the contact does.
 *
 * Answers the enrollments whose end has changed and the suppressions that were not there before, each as a JSON list.
 *
 * `offset 0` has addresses looked up one by one: as a join, one of 150,000 enrollments was found by reading all of them (67
 * ms instead of 0.1).
 */
export const END_ENROLLMENTS = `
  with wish as materialized (
    select * from jsonb_to_recordset($1::jsonb) as w(
      enrollment_id uuid, workspace_id uuid, awaited_step integer, status text, reason text, strength integer,
      at timestamptz, suppressed_address text
    )
  ), leaving as materialized (
    select * from wish w where suppressed_address is not null and not exists (
      select from enrollment e
      where e.id = w.enrollment_id and e.workspace_id = w.workspace_id and e.status in ('unsubscribed', 'bounced')
        and ${strength('e')} >= w.strength and e.finished_at >= w.at
    )
  ), suppressed as (${suppressAddresses('leaving')}
  ), ending as materialized (
    select distinct on (id) * from (
      select e.id, w.status, w.reason, w.strength, w.at, w.awaited_step
      from wish w join enrollment e on e.id = w.enrollment_id and e.workspace_id = w.workspace_id
      where w.awaited_step is null
        or (e.awaiting_step = w.awaited_step and w.at > coalesce(e.reopened_after, '-infinity'))
      union all
      select e.id, w.status, w.reason, w.strength, w.at, null
      from leaving w
      cross join lateral (
        select id from enrollment
        where workspace_id = w.workspace_id and lower(email) = w.suppressed_address and status in ('pending', 'active')
        offset 0
      ) e
    ) as candidate
    order by id, strength desc, at
  ), locked as materialized (
    select n.*, ${strength('e')} as strength_before
    from ending n join enrollment e using (id)
    order by id
    for update of e
  ), ended as (
    update enrollment e set
      status = n.status, stop_reason = n.reason, finished_at = n.at, awaiting_step = null, next_step_at = null
    from locked n
    where e.id = n.id
      and (n.strength_before < n.strength or (n.strength_before = n.strength and n.at < e.finished_at))
      and (n.awaited_step is null or e.awaiting_step = n.awaited_step)
    returning ${finishedColumns('e', 'n.strength_before < n.strength')}
  ), added as (${addedSuppressions('suppressed')}
  )
  select
    coalesce((select jsonb_agg(ended) from ended), '[]') as ended,
    coalesce((select jsonb_agg(added) from added), '[]') as added`;
