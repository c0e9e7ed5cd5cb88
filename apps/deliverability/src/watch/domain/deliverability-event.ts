import type { BlockingReason, Id } from '#kernel';

/** A rule that figures broke, with the figures. */
export interface BrokenRule extends BlockingReason {
  readonly code: 'bounce_rate_high' | 'complaint_rate_high' | 'authentication_failing';
}

/** One thing that was done or advised because of figures. */
export interface DeliverabilityEvent {
  readonly id: Id<'evt'>;
  readonly workspace_id: Id<'ws'>;
  readonly type:
    | 'campaign_auto_paused'
    | 'campaign_alert'
    | 'account_paused'
    | 'account_alert'
    | 'account_refused'
    | 'domain_failing'
    | 'domain_recovered';
  readonly campaign_id: Id<'camp'> | null;
  readonly sending_account_id: Id<'ea'> | null;
  readonly domain: string | null;
  /** The fact in words, with its figures. */
  readonly message: string;
  readonly reasons: readonly BrokenRule[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

type Required = 'workspace_id' | 'type' | 'message' | 'at';

/** The subjects that it does not name are null. */
export interface NewDeliverabilityEvent
  extends Pick<DeliverabilityEvent, Required>, Partial<Omit<DeliverabilityEvent, Required | 'id'>> {
  /** An event of the same type and occasion is stored once. Without it each one is. */
  readonly occasion?: string;
}
