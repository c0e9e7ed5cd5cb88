import { Injectable } from '@nestjs/common';
import type { CampaignEventData, ContactFilter, StepSchedule } from '#contracts';
import { Database, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { EnrollingState } from '../domain/enrolling.js';
import {
  ACCEPT,
  CLAIM_DUE,
  DELAY,
  FIND,
  LOCK,
  LOCK_CAMPAIGNS,
  LOCK_STEPS,
  SAVE,
  SCAN_AGAIN,
  STORE_TRACES,
  WAKE,
  WAKE_FINISHED,
} from './campaign-replicas.sql.js';

/** The copy of a campaign in this service, and the progress of its enrolling. */
export interface CampaignReplica extends EnrollingState {
  readonly campaign_id: Id<'camp'>;
  readonly workspace_id: Id<'ws'>;
  readonly filter: ContactFilter;
  readonly steps: readonly StepSchedule[];
  /** Another platform sends its messages. */
  readonly delegated: boolean;
  /** Whether changed contacts that matched wait to be enrolled. */
  readonly has_candidates: boolean;
  /** The trace of its launch, or of its last resume. */
  readonly traceparent: string | null;
}

interface ReplicaRow extends Omit<CampaignReplica, 'campaign_id' | 'workspace_id' | 'scan' | 'lost'> {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly scan_after: string | null;
  readonly scan_done: boolean;
  readonly scan_again: boolean;
  readonly lost_at: Date | null;
  readonly lost_until: Date | null;
}

interface FoundRow extends ReplicaRow {
  /** Whether anybody waits by name. */
  readonly has_pending: boolean;
}

interface StepsRow {
  readonly campaign_id: string;
  readonly steps: readonly StepSchedule[];
}

interface AcceptedRow extends StepsRow {
  readonly status: string;
}

@Injectable()
export class CampaignReplicas {
  constructor(private readonly database: Database) {}

  /** The steps that campaigns have had so far; they stay as they are until the transaction ends. */
  async lockSteps(
    tx: Transaction,
    campaignIds: readonly Id<'camp'>[],
  ): Promise<ReadonlyMap<Id<'camp'>, readonly StepSchedule[]>> {
    const rows = await tx.query<StepsRow>(LOCK_STEPS, [campaignIds.map(uuidOf)]);
    return new Map(rows.map(({ campaign_id, steps }) => [idOf('camp', campaign_id), steps]));
  }

  /** Keeps each campaign's highest version; answers the campaigns of which this was one, as they are now. */
  async accept(tx: Transaction, snapshots: readonly CampaignEventData[], now: Date) {
    const rows = snapshots.map(({ version, campaign, steps }) => ({
      campaign_id: uuidOf(campaign.id),
      workspace_id: uuidOf(campaign.workspace_id),
      version,
      status: campaign.status,
      filter: campaign.contact_filter,
      steps,
      time_zone: campaign.time_zone,
      max_new_leads_per_day: campaign.max_new_leads_per_day,
      stop_on_reply: campaign.stop_on_reply,
      stop_on_domain_reply: campaign.stop_on_domain_reply,
      recipient_time_zone: campaign.recipient_time_zone,
      delegated: campaign.platform !== 'native',
    }));
    const accepted = await tx.query<AcceptedRow>(ACCEPT, [JSON.stringify(rows), now]);
    return accepted.map((row) => ({ ...row, campaign_id: idOf('camp', row.campaign_id) }));
  }

  /** The traces that the enrolling of campaigns goes on with. */
  async storeTraces(tx: Transaction, traces: ReadonlyMap<Id<'camp'>, string | undefined>): Promise<void> {
    if (traces.size === 0) return;
    await tx.query(STORE_TRACES, [[...traces.keys()].map(uuidOf), [...traces.values()]]);
  }

  /** Undefined for an unknown campaign. */
  async find(workspaceId: Id<'ws'>, campaignId: Id<'camp'>) {
    const [row] = await this.database.query<FoundRow>(FIND, [uuidOf(workspaceId), uuidOf(campaignId)]);
    return row && replicaOf(row);
  }

  /** Has everybody else wait with the replica until the transaction ends; answers the status of its campaign. */
  async lock(tx: Transaction, campaignId: Id<'camp'>): Promise<string> {
    const [replica] = await tx.query<{ status: string }>(LOCK, [uuidOf(campaignId)]);
    if (replica === undefined) throw new Error('a replica is never removed');
    return replica.status;
  }

  /** One active replica with something to do, locked until the transaction ends; others pass it by meanwhile. */
  async claimDue(tx: Transaction, now: Date): Promise<CampaignReplica | undefined> {
    const [row] = await tx.query<ReplicaRow>(CLAIM_DUE, [now]);
    return row && replicaOf(row);
  }

  /** Stores how far a claimed replica has got. `wakeAt` null: not before something happens. */
  async save(tx: Transaction, replica: CampaignReplica, wakeAt: Date | null): Promise<void> {
    const { scan } = replica;
    await tx.query(SAVE, [
      uuidOf(replica.campaign_id),
      replica.started_today,
      replica.day_resets_at,
      scan.after && uuidOf(scan.after),
      scan.done,
      scan.again,
      replica.exhausted_published_version,
      wakeAt,
      replica.lost?.at ?? null,
      replica.lost?.until ?? null,
    ]);
  }

  /** Has a due campaign wait until `later`, so that the others have their turn. */
  async delay(campaignId: Id<'camp'>, now: Date, later: Date): Promise<void> {
    await this.database.query(DELAY, [uuidOf(campaignId), now, later]);
  }

  /**
   * Has the active ones among the campaigns looked at soon, and waits for whoever is at work on them: a replica that was
   * passed by while it went to sleep would sleep for ever. To be the last statement of a transaction, so that
   * enrolling does not wait for the rest of it.
   */
  async wake(tx: Transaction, campaignIds: readonly Id<'camp'>[], at: Date): Promise<void> {
    if (campaignIds.length > 0) await tx.query(WAKE, [campaignIds.map(uuidOf), at]);
  }

  /** As `wake`, but only those of the campaigns in which nobody is under way any more. */
  async wakeFinished(tx: Transaction, campaignIds: readonly Id<'camp'>[], at: Date): Promise<void> {
    if (campaignIds.length === 0) return;
    const ids = campaignIds.map(uuidOf);
    await tx.query(LOCK_CAMPAIGNS, [ids]);
    await tx.query(WAKE_FINISHED, [ids, at]);
  }

  /**
   * Has the workspace's campaigns look at all contacts again: only those whose filter names the segment, or
   * all of them without one. The same holds as for `wake`.
   */
  async scanAgain(tx: Transaction, workspaceId: Id<'ws'>, at: Date, segmentId?: Id<'seg'>): Promise<void> {
    await tx.query(SCAN_AGAIN, [uuidOf(workspaceId), at, segmentId ?? null]);
  }
}

const replicaOf = <Row extends ReplicaRow>({
  scan_after,
  scan_done: done,
  scan_again: again,
  lost_at,
  lost_until,
  ...row
}: Row) => ({
  ...row,
  campaign_id: idOf('camp', row.campaign_id),
  workspace_id: idOf('ws', row.workspace_id),
  scan: { after: scan_after === null ? null : idOf('cont', scan_after), done, again },
  lost: lost_at && lost_until && { at: lost_at, until: lost_until },
});
