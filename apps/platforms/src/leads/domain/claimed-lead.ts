import type { Id } from '#kernel';

/** A lead that this process pushes. */
export interface ClaimedLead {
  readonly enrollmentId: Id<'enr'>;
  readonly contactId: Id<'cont'>;
  readonly email: string;
  readonly dueAt: Date;
  /** Failures in a row. */
  readonly attempts: number;
}

/** Leads of one campaign that go to its platform together. */
export interface PushClaim {
  readonly id: string;
  readonly campaignId: Id<'camp'>;
  readonly workspaceId: Id<'ws'>;
  readonly connectionId: Id<'pcon'>;
  /** The newest known version of the campaign. */
  readonly version: number;
  readonly platformCampaignId: string;
  readonly campaign: { readonly sending_account_ids: readonly Id<'ea'>[]; readonly time_zone: string };
  readonly steps: readonly { readonly step_number: number; readonly delay_ms: number }[];
  readonly leads: readonly ClaimedLead[];
}

/** The first send of a lead, as the event of its refusal names it. */
export interface FirstSend {
  readonly send_id: Id<'send'>;
  readonly campaign_id: Id<'camp'>;
  readonly enrollment_id: Id<'enr'>;
  readonly contact_id: Id<'cont'>;
  readonly step_id: Id<'step'>;
  readonly step_number: number;
  readonly email: string;
}

/** The fate of one push. */
export type Fate =
  | { readonly kind: 'pushed'; readonly platformLeadId: string | null }
  /** The platform will never take it. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly fact: FirstSend }
  /** Nobody knows whether the platform has it. */
  | {
      readonly kind: 'doubtful';
      readonly nextAttemptAt: Date;
      readonly code: string;
      readonly message: string;
    }
  /** Nothing of it has left: it waits, at the same place, or until a time. */
  | {
      readonly kind: 'released';
      readonly nextAttemptAt?: Date;
      readonly failure?: { readonly code: string; readonly message: string };
    }
  | { readonly kind: 'canceled'; readonly reason: string };

/** A request that nobody waits for any more has had its effect by then, or has none. */
export const SETTLED_AFTER_MS = 30_000;

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** After so many failures of one lead, which take hours, the platform's refusal stands. */
export const MAX_ATTEMPTS = 8;

export const nextAttempt = (attempts: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS));
