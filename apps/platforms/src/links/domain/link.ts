import type { CampaignPlan, ObservedCampaign, ObservedState } from '../../clients/domain/campaign-plan.js';

/** The state that a campaign is to have at its platform. */
export type Wanted = 'active' | 'paused' | 'stopped';
export type Observed = ObservedState | 'missing';

/** A difference between our campaign and theirs that somebody made at the platform; its times as texts, as it is stored and shown. */
export interface Difference {
  readonly code:
    'active_there' | 'paused_there' | 'stopped_there' | 'completed_there' | 'edited_there' | 'deleted_there';
  readonly message: string;
  readonly found_at: string;
  /** Null while it is there. */
  readonly repaired_at: string | null;
}

/** A difference that our calls cannot end, or that a person made on purpose: nothing is pushed until somebody decides. */
export type WaitsFor = Extract<Difference['code'], 'paused_there' | 'stopped_there' | 'deleted_there'>;

/** The settings that a platform shows of its campaign. */
export type ReadBack = Pick<ObservedCampaign, 'accounts' | 'settings'>;

/** A launched campaign and its counterpart at a platform, as far as decisions need it. */
export interface Link {
  readonly version: number;
  readonly wanted: Wanted;
  readonly waitsFor: WaitsFor | null;
  readonly platformCampaignId: string | null;
  /** A creation whose answer is not known. */
  readonly createStartedAt: Date | null;
  /** The version that their settings equal; null before. */
  readonly mirroredVersion: number | null;
  readonly mirroredPlan: CampaignPlan | null;
  /** Their settings as they were shown after the last change by us; null before they were read. */
  readonly readBack: ReadBack | null;
  readonly observed: Observed | null;
  /** The platform was seen in the wanted state, with our settings, since they last changed. */
  readonly confirmed: boolean;
  readonly confirmedAt: Date | null;
  readonly drift: readonly Difference[];
  readonly error: LinkError | null;
  /** Failures in a row. */
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
}

export interface LinkError {
  readonly code: LinkErrorCode;
  readonly message: string;
}

export type LinkErrorCode =
  | 'platform_not_connected'
  | 'platform_connection_broken'
  | 'platform_rate_limited'
  | 'platform_unavailable'
  | 'platform_rejected'
  | 'platform_not_yet'
  | 'platform_paused'
  | 'platform_stopped'
  | 'platform_missing'
  | 'no_account_on_platform';

/** The link after a step: the fields that changed. */
export type LinkChange = Partial<Omit<Link, 'version' | 'wanted'>>;
