/** One message of a campaign, as the platform gets it: its texts are variables of each lead. */
export interface PlanStep {
  readonly stepNumber: number;
  /** Time after the step before; 0 for the first. */
  readonly delayMs: number;
  /** A reply in the thread of the step before, so it has no subject of its own. */
  readonly sameThread: boolean;
}

/** Everything of our campaign that a platform is told. */
export interface CampaignPlan {
  /** Our campaign id, `camp_…`: a part of the name there, by which a campaign is found again after a call in doubt. */
  readonly marker: string;
  readonly name: string;
  readonly timeZone: string;
  /** 0 to 23. */
  readonly startHour: number;
  /** 1 to 24; 24 is midnight. */
  readonly endHour: number;
  /** ISO: 1 is Monday, 7 is Sunday. */
  readonly sendDays: readonly number[];
  readonly dailyLimit: number;
  readonly maxNewLeadsPerDay: number;
  readonly minMinutesBetween: number;
  readonly stopOnReply: boolean;
  readonly stopOnDomainReply: boolean;
  readonly openTracking: boolean;
  readonly linkTracking: boolean;
  readonly steps: readonly PlanStep[];
  readonly accounts: readonly PlanAccount[];
}

export interface PlanAccount {
  readonly email: string;
  /** The id of the account at the platform. */
  readonly externalId: string;
}

export type ObservedState = 'draft' | 'active' | 'paused' | 'stopped' | 'completed';

/** Their campaign as it is now. */
export interface ObservedCampaign {
  readonly state: ObservedState;
  /** Addresses in lower case; null where their API does not tell. */
  readonly accounts: readonly string[] | null;
  /** Settings that can be read back, in our terms; a setting that is absent cannot. */
  readonly settings?: Partial<Omit<CampaignPlan, 'marker' | 'accounts' | 'steps'>>;
  /** Why the platform itself keeps it from sending, in a sentence. */
  readonly problem?: string;
}

export interface LeadToPush {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly companyName: string | null;
  /** `nimbus_subject_1`, `nimbus_body_1` and so on: the texts of each step, rendered for this contact. */
  readonly variables: Readonly<Record<string, string>>;
  /** Our enrollment id; the platform keeps it as a variable of the lead. */
  readonly reference: string;
}

/** The result of one lead of a push. */
export type PushResult =
  | { readonly kind: 'pushed'; readonly leadId: string | null }
  /** The platform will never take it, so it is not pushed again. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Nobody knows whether the platform has it: it is looked up before it is pushed again. */
  | { readonly kind: 'doubtful'; readonly failure: PushFailure }
  /** The push ended before it: the platform does not have it. */
  | { readonly kind: 'not_tried'; readonly failure: PushFailure };

/** The failure that ended a push. */
export interface PushFailure {
  readonly kind: 'credentials_refused' | 'rate_limited' | 'unavailable' | 'not_found' | 'rejected';
  readonly message: string;
  readonly retryAt: Date | null;
}

/** A mailbox that is connected at the platform. Passwords that its API shows are not read. */
export interface PlatformAccount {
  readonly externalId: string;
  /** In lower case. */
  readonly email: string;
  readonly displayName: string | null;
  /** Whether the platform can send by it. */
  readonly active: boolean;
  /** The platform's words when it cannot. */
  readonly statusReason: string | null;
  readonly dailyLimit: number | null;
  readonly sentToday: number | null;
  readonly warmup: PlatformWarmup;
}

export interface PlatformWarmup {
  readonly enabled: boolean;
  readonly startedAt: Date | null;
  readonly cumulativeSends: number | null;
  /** 0 to 100. */
  readonly reputation: number | null;
}
