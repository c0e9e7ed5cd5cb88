import { SqlParams } from '#database';
import type { CampaignPlan } from './campaign-plans.js';
import { filterSql, type SegmentMembers } from './contact-filter.sql.js';
import { mayBeWrittenTo } from './eligible.sql.js';

/**
 * Contacts that one statement looks at, however few of them match: the plan is locked meanwhile, and whoever changes
 * contacts of the workspace waits for it. A window in which everybody is enrolled already takes 50 ms.
 */
const WINDOW_SIZE = 20_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

export interface PageOptions {
  readonly limit: number;
  /** Of the first step: 0 is due at once and awaits its outcome, a later one waits for the due ticker. */
  readonly delayMs: number;
  readonly now: Date;
}

/**
 * One page of a campaign's enrolling as one statement: it enrolls at most `limit` eligible contacts of the next window
 * in the order of their ids, and says where the window ended and whether anybody of it is left over.
 */
export function enrollPageSql(
  plan: CampaignPlan,
  segments: readonly SegmentMembers[],
  options: PageOptions,
): { sql: string; values: unknown[] } {
  const params = new SqlParams();
  const workspace = params.bind(plan.workspaceId, 'uuid');
  const campaign = params.bind(plan.campaignId, 'uuid');
  const after = params.bind(plan.scan.after ?? FIRST_UUID, 'uuid');
  const limit = params.bind(options.limit, 'integer');
  const now = params.bind(options.now, 'timestamptz');
  const dueAt = params.bind(new Date(options.now.getTime() + options.delayMs), 'timestamptz');
  const awaiting = params.bind(options.delayMs === 0 ? 1 : null, 'integer');
  const sql = `
    with boundary as (
      select id from contact where workspace_id = ${workspace} and id > ${after}
      order by id offset ${WINDOW_SIZE - 1} limit 1
    ), eligible as materialized (
      select c.id, c.email, c.time_zone from contact c
      where c.workspace_id = ${workspace} and c.id > ${after}
        and c.id <= coalesce((select id from boundary), '${LAST_UUID}')
        and ${mayBeWrittenTo('c')}
        and (${filterSql(plan.filter, segments, params)})
        and not exists (
          select from enrollment e where e.campaign_id = ${campaign} and e.contact_id = c.id
        )
      order by c.id limit ${limit} + 1
    ), started as materialized (
      select id, email, time_zone from eligible order by id limit ${limit}
    ), enrolled as (
      insert into enrollment (
        id, workspace_id, campaign_id, contact_id, email, status, awaiting_step, next_step_at, enrolled_at, source
      )
      select uuid_v7(), ${workspace}, ${campaign}, id, email, 'active', ${awaiting}, ${dueAt}, ${now}, 'filter'
      from started
      on conflict (campaign_id, contact_id) do nothing
      returning id, contact_id as "contactId", email
    )
    select
      (select id from boundary) as "windowEnd",
      (select id from started order by id desc limit 1) as "lastEnrolled",
      (select count(*) from eligible) > ${limit} as more,
      coalesce((select jsonb_agg(enrolled) from enrolled), '[]') as rows,
      coalesce((select jsonb_object_agg(id, time_zone) from started where time_zone is not null), '{}') as zones`;
  return { sql, values: params.values };
}
