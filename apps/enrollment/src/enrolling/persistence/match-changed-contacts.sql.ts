import type { ContactFilter } from '#contracts';
import { SqlParams, type Statement } from '#database';
import {
  filterSql,
  mayBeWrittenTo,
  type ChangedContactBatch,
  type SegmentMembers,
} from '../../contacts/index.js';

export interface MatchingCampaign {
  readonly campaign_id: string;
  readonly filter: ContactFilter;
  readonly segments: readonly SegmentMembers[];
}

/** A campaign that has not been launched scans all contacts when it is. */
export const MATCHING_CAMPAIGNS = `
  select campaign_id, filter from campaign_replica
  where workspace_id = $1 and status in ('active', 'paused')
  order by campaign_id`;

/**
 * For each campaign the changed contacts that are eligible for it, as one statement. Contacts and enrollments are
 * looked up by their keys, one by one, which `limit 1` makes sure of: its cost must not grow with either table.
 */
export function matchChangedSql(
  { workspace_id, contact_ids }: ChangedContactBatch,
  campaigns: readonly MatchingCampaign[],
): Statement {
  const params = new SqlParams();
  const workspace = params.bind(workspace_id, 'uuid');
  const ids = params.bind(contact_ids, 'uuid[]');
  const matches = campaigns.map(({ campaign_id, filter, segments }) => {
    const campaign = params.bind(campaign_id, 'uuid');
    return `
      select ${campaign} as campaign_id, array(
        select c.id from changed c
        where (${filterSql(filter, segments, params)}) and (
          select true from enrollment e where e.campaign_id = ${campaign} and e.contact_id = c.id limit 1
        ) is null
      ) as contact_ids`;
  });
  const sql = `
    with changed as materialized (
      select c.* from unnest(${ids}) as given(id) cross join lateral (
        select * from contact where workspace_id = ${workspace} and id = given.id limit 1
      ) c
      where ${mayBeWrittenTo('c')}
    ) ${matches.join(' union all ')}`;
  return { sql, values: params.values };
}

/**
 * $1 campaigns, $2 a matched contact for each, $3 now; after LOCK_CAMPAIGNS, whose locks keep the scans where they are.
 * A contact ahead of a scan is found by it, so a scan that is done goes on from where it ended; a contact behind it
 * becomes a candidate. A campaign whose quota is used up is woken when the quota is back, not for each contact.
 */
export const ADD_MATCHED = `
  with matched as (
    select p.campaign_id, m.contact_id, p.scan_after is null or m.contact_id > p.scan_after as ahead, p.scan_done
    from unnest($1::uuid[], $2::uuid[]) as m(campaign_id, contact_id)
    join campaign_replica p on p.campaign_id = m.campaign_id
    where p.status in ('active', 'paused') and not (p.scan_done and p.scan_again)
  ), added as (
    insert into campaign_candidate (campaign_id, contact_id)
    select campaign_id, contact_id from matched where not ahead
    order by campaign_id, contact_id
    on conflict do nothing
    returning campaign_id
  ), stirred as (
    select campaign_id from added
    union
    select campaign_id from matched where ahead and scan_done
  )
  update campaign_replica p set
    scan_done = p.scan_done and not exists (
      select from matched m where m.campaign_id = p.campaign_id and m.ahead
    ),
    wake_at = case when p.status = 'active' then least(
      p.wake_at, case when p.day_resets_at > $3 and p.started_today >= p.max_new_leads_per_day
        then p.day_resets_at else $3 end
    ) end
  from stirred where p.campaign_id = stirred.campaign_id`;
