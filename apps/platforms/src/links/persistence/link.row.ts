import type { CampaignView, PlatformState, StepSchedule } from '#contracts';
import { idOf, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import type { CampaignPlan } from '../../clients/domain/campaign-plan.js';
import type {
  Difference,
  Link,
  LinkErrorCode,
  Observed,
  ReadBack,
  WaitsFor,
  Wanted,
} from '../domain/link.js';

/** A link with what surrounds it. */
export interface StoredLink extends Link {
  readonly campaignId: Id<'camp'>;
  readonly workspaceId: Id<'ws'>;
  /** Null before a connection served it, and after its connection was deleted. */
  readonly connectionId: Id<'pcon'> | null;
  readonly platform: OutsidePlatform;
  readonly campaign: CampaignView;
  readonly steps: readonly StepSchedule[];
}

/** The columns that a run changes. */
interface ChangedColumns {
  readonly connection_id: string | null;
  readonly waits_for: WaitsFor | null;
  readonly platform_campaign_id: string | null;
  readonly create_started_at: Date | null;
  readonly mirrored_version: number | null;
  readonly mirrored_plan: CampaignPlan | null;
  readonly read_back: ReadBack | null;
  readonly observed: Observed | null;
  readonly confirmed: boolean;
  readonly confirmed_at: Date | null;
  readonly drift: readonly Difference[];
  readonly error_code: LinkErrorCode | null;
  readonly error_message: string | null;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
}

export interface LinkRow extends ChangedColumns {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly platform: OutsidePlatform;
  readonly version: number;
  readonly campaign: CampaignView;
  readonly steps: readonly StepSchedule[];
  readonly wanted: Wanted;
  readonly held: boolean;
  readonly accounts_changed: boolean;
  readonly state: PlatformState | null;
  /** pg reads a bigint as a text. */
  readonly state_version: string;
}

export const linkOf = (row: LinkRow): StoredLink => ({
  campaignId: idOf('camp', row.campaign_id),
  workspaceId: idOf('ws', row.workspace_id),
  connectionId: row.connection_id === null ? null : idOf('pcon', row.connection_id),
  platform: row.platform,
  campaign: row.campaign,
  steps: row.steps,
  version: row.version,
  wanted: row.wanted,
  waitsFor: row.waits_for,
  platformCampaignId: row.platform_campaign_id,
  createStartedAt: row.create_started_at,
  mirroredVersion: row.mirrored_version,
  mirroredPlan: row.mirrored_plan,
  readBack: row.read_back,
  observed: row.observed,
  confirmed: row.confirmed,
  confirmedAt: row.confirmed_at,
  drift: row.drift,
  error:
    row.error_code === null || row.error_message === null
      ? null
      : { code: row.error_code, message: row.error_message },
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
});

export const changedColumnsOf = (link: StoredLink): ChangedColumns => ({
  connection_id: link.connectionId === null ? null : uuidOf(link.connectionId),
  waits_for: link.waitsFor,
  platform_campaign_id: link.platformCampaignId,
  create_started_at: link.createStartedAt,
  mirrored_version: link.mirroredVersion,
  mirrored_plan: link.mirroredPlan,
  read_back: link.readBack,
  observed: link.observed,
  confirmed: link.confirmed,
  confirmed_at: link.confirmedAt,
  drift: link.drift,
  error_code: link.error?.code ?? null,
  error_message: link.error?.message ?? null,
  attempts: link.attempts,
  next_attempt_at: link.nextAttemptAt,
});
