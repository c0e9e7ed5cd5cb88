import { EnrollmentFinished } from '#contracts';
import type { OutboxMessage } from '#database';
import type { Id } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { Ending } from '../domain/ending.js';

/** An enrollment that has ended, or that a stronger end has taken over. */
export interface FinishedEnrollment extends Ending {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly campaign_id: Id<'camp'>;
  readonly contact_id: Id<'cont'>;
  readonly email: string;
  readonly at: Date;
}

/** The events of those who get nothing more, in as few messages as the limits allow: a page of 5,000 is 20 of them. */
export function finishedEvents(finished: readonly FinishedEnrollment[]): OutboxMessage[] {
  const events = finished.map(({ workspace_id, at, ...data }) =>
    makeEvent(EnrollmentFinished, {
      service: 'enrollment',
      workspaceId: workspace_id,
      time: at,
      data: { ...data, at: at.toISOString() },
    }),
  );
  return toMessages(EnrollmentFinished, events);
}
