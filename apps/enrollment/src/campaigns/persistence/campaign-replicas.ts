import { Injectable } from '@nestjs/common';
import type { CampaignEventData, ContactFilter, StepSchedule } from '#contracts';
import type { Queryable, Transaction } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { EnrollingState } from '../domain/enrolling.js';

/** The copy of a campaign in this service, and the progress of its enrolling. */
export interface CampaignReplica extends EnrollingState {
  readonly campaignId: string;
  readonly workspaceId: string;
  readonly filter: ContactFilter;
  readonly steps: readonly StepSchedule[];
  /** Whether changed contacts that matched wait to be enrolled. */
  readonly hasCandidates: boolean;
}

export interface AcceptedCampaign {
  readonly campaignId: string;
  readonly status: string;
  readonly steps: readonly StepSchedule[];
}

/**
 * The highest version wins, so that the order of arrival does not matter. A scan with another filter begins anew at
 * once. A campaign that is neither active nor paused enrolls nobody any more, so its candidates go.
 */
const ACCEPT = `
  with accepted as (
    insert into campaign_replica as known (
      campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day, wake_at
    )
    select distinct on (campaign_id)
      campaign_id, workspace_id, version, status, filter, steps, time_zone, max_new_leads_per_day,
      case when status = 'active' then $2::timestamptz end
    from jsonb_to_recordset($1::jsonb) as snapshot(
      campaign_id uuid, workspace_id uuid, version integer, status text, filter jsonb, steps jsonb,
      time_zone text, max_new_leads_per_day integer
    )
    order by campaign_id, version desc
    on conflict (campaign_id) do update set
      version = excluded.version,
      status = excluded.status,
      filter = excluded.filter,
      steps = excluded.steps,
      time_zone = excluded.time_zone,
      max_new_leads_per_day = excluded.max_new_leads_per_day,
      wake_at = excluded.wake_at,
      scan_after = case when known.filter = excluded.filter then known.scan_after end,
      scan_done = known.scan_done and known.filter = excluded.filter,
      scan_again = known.scan_again and known.filter = excluded.filter
    where known.version < excluded.version
    returning campaign_id, status, steps
  ), cleared as (
    delete from campaign_candidate c using accepted a
    where c.campaign_id = a.campaign_id and a.status not in ('active', 'paused')
  )
  select campaign_id as "campaignId", status, steps from accepted`;

/** In the order in which they are written. */
const LOCK_STEPS = `
  select campaign_id as "campaignId", steps from campaign_replica
  where campaign_id = any($1::uuid[])
  order by campaign_id
  for update`;

const REPLICA_COLUMNS = `
    campaign_id as "campaignId", workspace_id as "workspaceId", version, filter, steps,
    time_zone as "timeZone", max_new_leads_per_day as "maxNewLeadsPerDay", started_today as "startedToday",
    day_resets_at as "dayResetsAt", exhausted_published_version as "exhaustedPublishedVersion",
    jsonb_build_object('after', scan_after, 'done', scan_done, 'again', scan_again) as scan`;

const HAS_CANDIDATES = `exists (
    select from campaign_candidate c where c.campaign_id = p.campaign_id
  ) as "hasCandidates"`;

const FIND = `
  select ${REPLICA_COLUMNS}, ${HAS_CANDIDATES}, exists (
    select from enrollment e where e.campaign_id = p.campaign_id and e.status = 'pending'
  ) as "hasPending"
  from campaign_replica p
  where workspace_id = $1 and campaign_id = $2`;

const CLAIM_DUE = `
  select ${REPLICA_COLUMNS}, ${HAS_CANDIDATES}
  from campaign_replica p
  where wake_at <= $1
  order by wake_at
  limit 1
  for update of p skip locked`;

const SAVE = `
  update campaign_replica set
    started_today = $2, day_resets_at = $3, scan_after = $4, scan_done = $5, scan_again = $6,
    exhausted_published_version = $7, wake_at = $8
  where campaign_id = $1`;

const WAKE = `
  with woken as (
    select campaign_id from campaign_replica
    where campaign_id = any($1::uuid[]) and status = 'active'
    order by campaign_id
    for update
  )
  update campaign_replica p set wake_at = least(coalesce(p.wake_at, $2), $2)
  from woken where p.campaign_id = woken.campaign_id`;

/**
 * Takes effect after LOCK_CAMPAIGNS: its snapshot is younger than the lock, so of two transactions that finish the last
 * enrollments at once the second sees the work of both.
 */
const WAKE_FINISHED = `
  update campaign_replica p set wake_at = least(p.wake_at, $2)
  where campaign_id = any($1::uuid[]) and status = 'active'
    and not exists (
      select from enrollment e where e.campaign_id = p.campaign_id and e.status in ('pending', 'active')
    )`;

const LOCK_CAMPAIGNS = `
  select from campaign_replica where campaign_id = any($1::uuid[]) order by campaign_id for update`;

const LOCK = 'select status from campaign_replica where campaign_id = $1 for update';

/**
 * $1 workspace, $2 now, $3 the wire id of a segment, or null for all campaigns. A scan that has not begun sees the
 * contacts anyway, and one that is under way gets to its end by itself, so only one that has ended is woken.
 */
const SCAN_AGAIN = `
  with stale as (
    select campaign_id from campaign_replica
    where workspace_id = $1 and status in ('active', 'paused')
      and ($3::text is null or filter -> 'segment_ids' ? $3)
    order by campaign_id
    for update
  )
  update campaign_replica p set
    scan_again = p.scan_again or p.scan_done or p.scan_after is not null,
    wake_at = case when p.scan_done and p.status = 'active' then least(p.wake_at, $2) else p.wake_at end
  from stale where p.campaign_id = stale.campaign_id`;

@Injectable()
export class CampaignReplicas {
  /** The steps that campaigns have had so far; they stay as they are until the transaction ends. */
  async lockSteps(tx: Transaction, campaignIds: readonly string[]): Promise<Map<string, StepSchedule[]>> {
    const rows = await tx.query<{ campaignId: string; steps: StepSchedule[] }>(LOCK_STEPS, [campaignIds]);
    return new Map(rows.map(({ campaignId, steps }) => [campaignId, steps]));
  }

  /** Keeps each campaign's highest version; answers the campaigns of which this was one, as they are now. */
  async accept(
    on: Queryable,
    snapshots: readonly CampaignEventData[],
    now: Date,
  ): Promise<AcceptedCampaign[]> {
    const rows = snapshots.map(({ version, campaign, steps }) => ({
      campaign_id: uuidOf(campaign.id),
      workspace_id: uuidOf(campaign.workspace_id),
      version,
      status: campaign.status,
      filter: campaign.contact_filter,
      steps,
      time_zone: campaign.time_zone,
      max_new_leads_per_day: campaign.max_new_leads_per_day,
    }));
    return on.query<AcceptedCampaign>(ACCEPT, [JSON.stringify(rows), now]);
  }

  /** With whether anybody waits in it by name; undefined for an unknown campaign. */
  async find(
    on: Queryable,
    workspaceId: string,
    campaignId: string,
  ): Promise<(CampaignReplica & { readonly hasPending: boolean }) | undefined> {
    const [replica] = await on.query<CampaignReplica & { hasPending: boolean }>(FIND, [
      workspaceId,
      campaignId,
    ]);
    return replica;
  }

  /** Has everybody else wait with the replica until the transaction ends; answers the status of its campaign. */
  async lock(tx: Transaction, campaignId: string): Promise<string> {
    const [replica] = await tx.query<{ status: string }>(LOCK, [campaignId]);
    if (replica === undefined) throw new Error('a replica is never removed');
    return replica.status;
  }

  /** One active replica with something to do, locked until the transaction ends; others pass it by meanwhile. */
  async claimDue(tx: Transaction, now: Date): Promise<CampaignReplica | undefined> {
    const [replica] = await tx.query<CampaignReplica>(CLAIM_DUE, [now]);
    return replica;
  }

  /** Stores how far a claimed replica has got. `wakeAt` null: not before something happens. */
  async save(tx: Transaction, replica: CampaignReplica, wakeAt: Date | null): Promise<void> {
    const { scan } = replica;
    await tx.query(SAVE, [
      replica.campaignId,
      replica.startedToday,
      replica.dayResetsAt,
      scan.after,
      scan.done,
      scan.again,
      replica.exhaustedPublishedVersion,
      wakeAt,
    ]);
  }

  /**
   * Has the active ones among the campaigns looked at soon, and waits for whoever is at work on them: a replica that was
   * passed by while it went to sleep would sleep for ever. To be the last statement of a transaction, so that
   * enrolling does not wait for the rest of it.
   */
  async wake(tx: Transaction, campaignIds: readonly string[], at: Date): Promise<void> {
    if (campaignIds.length > 0) await tx.query(WAKE, [campaignIds, at]);
  }

  /** As `wake`, but only those of the campaigns in which nobody is under way any more. */
  async wakeFinished(tx: Transaction, campaignIds: readonly string[], at: Date): Promise<void> {
    if (campaignIds.length === 0) return;
    await tx.query(LOCK_CAMPAIGNS, [campaignIds]);
    await tx.query(WAKE_FINISHED, [campaignIds, at]);
  }

  /**
   * Has the workspace's campaigns look at all contacts again: only those whose filter names the segment (wire id), or
   * all of them without one. The same holds as for `wake`.
   */
  async scanAgain(tx: Transaction, workspaceId: string, at: Date, segmentId?: Id<'seg'>): Promise<void> {
    await tx.query(SCAN_AGAIN, [workspaceId, at, segmentId ?? null]);
  }
}
