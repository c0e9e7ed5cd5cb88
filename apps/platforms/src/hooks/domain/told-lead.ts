import type { Id } from '#kernel';

/** When each fact of a message was told first; null for one that was not. */
export interface ToldTimes {
  readonly sentAt: Date | null;
  readonly openedAt: Date | null;
  readonly machineOpenedAt: Date | null;
  readonly clickedAt: Date | null;
  readonly machineClickedAt: Date | null;
  readonly repliedAt: Date | null;
  readonly bouncedAt: Date | null;
  readonly unsubscribedAt: Date | null;
}

/** One message of a lead, with all that its platform has told of it so far. */
export interface ToldMessage extends ToldTimes {
  readonly sendId: Id<'send'>;
  readonly stepId: Id<'step'>;
  readonly stepNumber: number;
  readonly variant: string | null;
  readonly subject: string;
  readonly accountId: Id<'ea'> | null;
  /** In angle brackets. */
  readonly messageId: string | null;
  /** The key of the signal that told that it was sent. */
  readonly sentKey: string | null;
}

/** A contact in a campaign of a platform, with its messages in the order of their steps. */
export interface ToldLead {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly enrollmentId: Id<'enr'>;
  readonly contactId: Id<'cont'>;
  readonly email: string;
  /** The sender of a message whose account the platform does not name, or names by an address that nobody knows. */
  readonly fallbackAccountId: Id<'ea'>;
  readonly messages: readonly ToldMessage[];
}
