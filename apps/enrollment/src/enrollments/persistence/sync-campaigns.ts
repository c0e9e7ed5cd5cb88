import { Injectable } from '@nestjs/common';
import type { CampaignEventData } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, uuidOf, type Id } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { delayChanges } from '../domain/delay-changes.js';

/**
 * $1: campaigns, steps and the milliseconds by which enrollments that wait for them move. Rows that another transaction
 * has locked are skipped: waiting for it would be a deadlock, because it may wait for the replica that is locked here.
 */
const MOVE_WAITING = `
  with moved as (
    select waiting.id, change.later_by_ms
    from jsonb_to_recordset($1::jsonb) as change(campaign_id uuid, step_number integer, later_by_ms bigint)
    cross join lateral (
      select id from enrollment
      where campaign_id = change.campaign_id and status = 'active' and awaiting_step is null
        and next_step_at is not null and current_step = change.step_number - 1
      for update skip locked
    ) waiting
  )
  update enrollment e set
    next_step_at = greatest(e.next_step_at + make_interval(secs => moved.later_by_ms / 1000.0), e.postponed_until)
  from moved where e.id = moved.id`;

/**
 * Ends what is unfinished in the campaigns $1, which are archived, at $2. None of these ends is published, because there may
 * be a million: `campaign.archived` stands for all of them.
 */
const CLOSE_CAMPAIGNS = `
  with forgotten as (delete from replied_domain where campaign_id = any($1::uuid[]))
  update enrollment set
    status = 'removed', stop_reason = 'campaign_archived', finished_at = $2, awaiting_step = null, next_step_at = null
  where campaign_id = any($1::uuid[]) and status in ('pending', 'active')`;

/**
 * Keeps up with what campaigns have become. One that is archived has nobody under way any more; one whose steps have
 * other delays has everybody wait as long as they are now.
 */
@Injectable()
export class SyncCampaigns {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  /** `traces`: those of launches and resumes, which enrolling goes on with. */
  async execute(
    snapshots: readonly CampaignEventData[],
    traces: ReadonlyMap<Id<'camp'>, string | undefined> = new Map(),
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.accept(tx, snapshots, this.clock.now());
      await this.replicas.storeTraces(tx, traces);
    });
  }

  /** Also for snapshots that come with a request: their events change nothing any more, since they are no newer. */
  async accept(tx: Transaction, snapshots: readonly CampaignEventData[], now: Date): Promise<void> {
    const ids = snapshots.map(({ campaign }) => campaign.id);
    const before = await this.replicas.lockSteps(tx, ids);
    const accepted = await this.replicas.accept(tx, snapshots, now);
    const changes = accepted.flatMap(({ campaign_id, steps }) =>
      delayChanges(before.get(campaign_id) ?? [], steps).map((change) => ({
        ...change,
        campaign_id: uuidOf(campaign_id),
      })),
    );
    if (changes.length > 0) await tx.query(MOVE_WAITING, [JSON.stringify(changes)]);

    const archived = accepted.filter(({ status }) => status === 'archived');
    const closed = archived.map(({ campaign_id }) => uuidOf(campaign_id));
    if (closed.length > 0) await tx.query(CLOSE_CAMPAIGNS, [closed, now]);
  }
}
