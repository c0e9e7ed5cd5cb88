import { DomainError, type BlockingReason, type Id, type OutsidePlatform } from '#kernel';

/** A rate of the campaign that broke the policy, with its figures. */
export interface BrokenRate extends BlockingReason {
  readonly code: 'bounce_rate_high' | 'complaint_rate_high';
}

/** Each state with exactly the facts that exist in it, so that "paused by nobody" cannot be written down. */
export type CampaignState =
  | { readonly status: 'draft' }
  /** `activeSince`: the launch or the last resume. */
  | { readonly status: 'active'; readonly startedAt: Date; readonly activeSince: Date }
  | {
      readonly status: 'paused';
      readonly startedAt: Date;
      readonly pausedBy: 'user';
      readonly pauseReason: string | null;
    }
  | {
      readonly status: 'paused';
      readonly startedAt: Date;
      readonly pausedBy: 'deliverability';
      readonly pauseReason: string | null;
      readonly blockingReasons: readonly BrokenRate[];
    }
  | { readonly status: 'completed'; readonly startedAt: Date; readonly completedAt: Date }
  | {
      readonly status: 'archived';
      readonly startedAt: Date | null;
      readonly completedAt: Date | null;
      readonly archivedAt: Date;
    };

export type CampaignStatus = CampaignState['status'];
export type StateOf<S extends CampaignStatus> = Extract<CampaignState, { status: S }>;

export type CampaignAction =
  | 'create'
  | 'update'
  | 'enroll'
  | 'remove_contacts'
  | 'launch'
  | 'pause'
  | 'auto_pause'
  | 'resume'
  | 'complete'
  | 'archive'
  | 'clone';

/** The whole lifecycle: the actions that each state allows, and the state after them. */
export const TRANSITIONS = {
  none: { create: 'draft' },
  draft: {
    update: 'draft',
    launch: 'active',
    enroll: 'draft',
    remove_contacts: 'draft',
    archive: 'archived',
    clone: 'draft',
  },
  active: {
    update: 'active',
    pause: 'paused',
    auto_pause: 'paused',
    complete: 'completed',
    enroll: 'active',
    remove_contacts: 'active',
    archive: 'archived',
    clone: 'active',
  },
  paused: {
    update: 'paused',
    resume: 'active',
    enroll: 'paused',
    remove_contacts: 'paused',
    archive: 'archived',
    clone: 'paused',
  },
  completed: { remove_contacts: 'completed', archive: 'archived', clone: 'completed' },
  archived: { clone: 'archived' },
} as const satisfies Record<'none' | CampaignStatus, Partial<Record<CampaignAction, CampaignStatus>>>;

/** The part of a campaign that the rules of its lifecycle need. */
export interface Campaign {
  readonly id: Id<'camp'>;
  readonly workspaceId: Id<'ws'>;
  /** Rises by one with every change; a write names the version that it read. */
  readonly version: number;
  readonly state: CampaignState;
  readonly settings: {
    readonly campaign_type: 'cold_outreach' | 'nurture' | 're_engagement' | 'warmup';
    readonly platform: 'native' | OutsidePlatform;
  };
}

/** The result of a decision: the action that happened, and the state after it. */
export interface Transition {
  readonly action: 'update' | 'launch' | 'pause' | 'auto_pause' | 'resume' | 'complete' | 'archive';
  readonly at: Date;
  readonly to: CampaignState;
}

/** The rates that paused the campaign; null unless it is paused by them. */
export const brokenRatesOf = (state: CampaignState): readonly BrokenRate[] | null =>
  state.status === 'paused' && state.pausedBy === 'deliverability' ? state.blockingReasons : null;

type StatusAllowing<A extends CampaignAction> = {
  [S in CampaignStatus]: A extends keyof (typeof TRANSITIONS)[S] ? S : never;
}[CampaignStatus];

/** A type guard: after it the compiler knows the possible states. */
export const allows = <A extends CampaignAction>(
  state: CampaignState,
  action: A,
): state is StateOf<StatusAllowing<A>> => action in TRANSITIONS[state.status];

export const invalidTransition = ({ id, state }: Campaign, action: CampaignAction): DomainError =>
  new DomainError(
    'conflict',
    'invalid_transition',
    `campaign ${id} is ${state.status}: it cannot ${action}`,
    {
      state: state.status,
      action,
    },
  );

/** For actions that do not change the campaign itself. A warmup writes to no contact. */
export function requireAllowed(campaign: Campaign, action: CampaignAction): void {
  const isPossible = action !== 'enroll' || campaign.settings.campaign_type !== 'warmup';
  if (!isPossible || !allows(campaign.state, action)) throw invalidTransition(campaign, action);
}
