import { SqlParams, type Statement } from '#database';
import { uuidOf } from '#kernel';
import type { CampaignReplica } from '../../campaigns/index.js';
import {
  areCostly,
  filterSql,
  isInvalid,
  mayBeWrittenTo,
  ruleCountOf,
  type SegmentMembers,
} from '../../contacts/index.js';
import { comparable } from '../../segments/domain/segment-bounds.js';

/** Contacts that one statement looks at, however few of them match. A window of enrolled contacts takes 50 ms. */
const WINDOW_SIZE = 20_000;
/** The same where segments have regular expressions: a page must not hold its campaign for a minute. */
const COSTLY_WINDOW_SIZE = 2_000;
/** Candidates that one statement looks at. */
const CANDIDATES_SIZE = 5_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

export interface PageOptions {
  readonly limit: number;
  /** The delay of the first step: with 0 it is due at once and awaits its outcome, else the due-steps ticker finds it. */
  readonly delayMs: number;
  readonly now: Date;
}

/**
 * One page of a campaign's scan as one statement: it enrolls at most `limit` eligible contacts of the next window in
 * the order of their ids, and says where the window ended and whether anybody of it is left over.
 */
export function enrollPageSql(
  replica: CampaignReplica,
  segments: readonly SegmentMembers[],
  options: PageOptions,
): Statement {
  const params = new SqlParams();
  const workspace = params.bind(uuidOf(replica.workspace_id), 'uuid');
  const most = areCostly(segments) ? COSTLY_WINDOW_SIZE : WINDOW_SIZE;
  const windowSize = comparable(most, ruleCountOf(segments));
  const after = params.bind(replica.scan.after === null ? FIRST_UUID : uuidOf(replica.scan.after), 'uuid');
  const sql = `
    with boundary as (
      select id from contact where workspace_id = ${workspace} and id > ${after}
      order by id offset ${windowSize - 1} limit 1
    ), looked as not materialized (
      select * from contact where workspace_id = ${workspace} and id > ${after}
        and id <= coalesce((select id from boundary), '${LAST_UUID}')
    ), ${enrollLooked(replica, segments, { ...options, gather: options.limit + 1 }, params)}
    select
      not exists (select from boundary) as at_end,
      coalesce((select id from boundary), (
        select id from contact where workspace_id = ${workspace} and id > ${after} order by id desc limit 1
      )) as window_end,
      ${ENROLLED}`;
  return { sql, values: params.values };
}

/**
 * Some of a campaign's candidates, looked at again as one statement: it enrolls at most `limit` of those that are still
 * eligible and forgets those that are not. Each contact is looked up by its key, which `limit 1` makes sure of.
 */
export function enrollCandidatesSql(
  replica: CampaignReplica,
  segments: readonly SegmentMembers[],
  options: PageOptions,
): Statement {
  const params = new SqlParams();
  const workspace = params.bind(uuidOf(replica.workspace_id), 'uuid');
  const campaign = params.bind(uuidOf(replica.campaign_id), 'uuid');
  const sql = `
    with candidate as materialized (
      select contact_id from campaign_candidate where campaign_id = ${campaign}
      order by contact_id limit ${comparable(CANDIDATES_SIZE, ruleCountOf(segments))}
    ), looked as not materialized (
      select found.* from candidate cross join lateral (
        select * from contact where workspace_id = ${workspace} and id = candidate.contact_id limit 1
      ) found
    ), ${enrollLooked(replica, segments, { ...options, gather: CANDIDATES_SIZE }, params)}, settled as (
      delete from campaign_candidate where campaign_id = ${campaign} and contact_id = any(array(
        select contact_id from candidate
        except (select id from eligible except select id from started)
      ))
    )
    select ${ENROLLED}`;
  return { sql, values: params.values };
}

/** At most `gather` of the contacts `looked` as `eligible`; those that start as `started`, and their rows as `enrolled`. */
function enrollLooked(
  replica: CampaignReplica,
  segments: readonly SegmentMembers[],
  { limit: most, gather, delayMs, now: at }: PageOptions & { readonly gather: number },
  params: SqlParams,
): string {
  const workspace = params.bind(uuidOf(replica.workspace_id), 'uuid');
  const campaign = params.bind(uuidOf(replica.campaign_id), 'uuid');
  const limit = params.bind(most, 'integer');
  const now = params.bind(at, 'timestamptz');
  const dueAt = params.bind(new Date(at.getTime() + delayMs), 'timestamptz');
  const awaiting = params.bind(delayMs === 0 ? 1 : null, 'integer');
  return `eligible as materialized (
      select c.id, c.email, c.time_zone from looked c
      where ${mayBeWrittenTo('c')}
        and (${filterSql(replica.filter, segments, params)})
        and not exists (
          select from enrollment e where e.campaign_id = ${campaign} and e.contact_id = c.id
        )
      order by c.id limit ${params.bind(gather, 'integer')}
    ), started as materialized (
      select id, email, time_zone from eligible order by id limit ${limit}
    ), enrolled as (
      insert into enrollment (
        id, workspace_id, campaign_id, contact_id, email, status, awaiting_step, next_step_at, enrolled_at, source
      )
      select uuid_v7(), ${workspace}, ${campaign}, id, email, 'active', ${awaiting}, ${dueAt}, ${now}, 'filter'
      from started
      on conflict (campaign_id, contact_id) do nothing
      returning id, contact_id, email
    )`;
}

const ENROLLED = `
      (select id from started order by id desc limit 1) as last_enrolled,
      (select count(*) from eligible) > (select count(*) from started) as more,
      coalesce((select jsonb_agg(enrolled) from enrolled), '[]') as rows,
      coalesce((select jsonb_object_agg(id, time_zone) from started where time_zone is not null), '{}') as zones`;

/**
 * Starts what waits in the campaign $1, at most $2 of it, in the order in which it was enrolled: $3 now, $4 the step
 * that is awaited from now on or null, $5 when the first step is due. Contacts that may get no mail any more are removed.
 */
export const START_PENDING = `
  with next as materialized (
    select e.id, c.time_zone, (${mayBeWrittenTo('c')}) as welcome, ${isInvalid('c')} as invalid
    from enrollment e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.campaign_id = $1 and e.status = 'pending'
    order by e.id limit $2
    for update of e
  ), refused as (
    update enrollment e set status = 'removed', finished_at = $3,
      stop_reason = case when invalid then 'invalid_email' else 'suppressed' end
    from next where e.id = next.id and not next.welcome
  ), started as (
    update enrollment e set status = 'active', awaiting_step = $4, next_step_at = $5
    from next where e.id = next.id and next.welcome
    returning e.id, e.contact_id, e.email, next.time_zone
  )
  select
    (select count(*)::int from next) as looked,
    exists (select from enrollment where campaign_id = $1 and status = 'pending') as waiting,
    coalesce((select jsonb_agg(started) from started), '[]') as rows`;

/** A removed contact whose queued message still leaves is unfinished too. */
export const REMAINDER = `
  select
    exists (
      select from enrollment where campaign_id = $2 and status in ('pending', 'active')
    ) or exists (
      select from enrollment where campaign_id = $2 and status = 'removed' and awaiting_step is not null
    ) as unfinished,
    exists (select from campaign_candidate where campaign_id = $2) as candidates,
    exists (select from changed_contact where workspace_id = $1) as unmatched`;
