import { EnrollmentStarted } from '#contracts';
import type { OutboxMessage } from '#database';
import type { Id } from '#kernel';
import { makeEvent, toMessages } from '#messaging';

/** Those who were enrolled in a campaign by one transaction. */
export interface StartedEnrollments {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly at: Date;
  readonly enrollments: readonly {
    readonly id: Id<'enr'>;
    readonly contact_id: Id<'cont'>;
    readonly email: string;
  }[];
}

/** The events of those who were enrolled, in as few messages as the limits allow: a page of 5,000 is 20 of them. */
export function startedEvents({
  workspaceId,
  campaignId: campaign_id,
  at: time,
  enrollments,
}: StartedEnrollments): OutboxMessage[] {
  const at = time.toISOString();
  const events = enrollments.map(({ id: enrollment_id, contact_id, email }) => {
    const data = { campaign_id, enrollment_id, contact_id, email, at };
    const id = eventIdOf(enrollment_id);
    return makeEvent(EnrollmentStarted, { id, service: 'enrollment', workspaceId, time, data });
  });
  return toMessages(EnrollmentStarted, events);
}

/** An enrollment starts once, so its event has its uuid: with 5,000 new ids these messages took 88 ms instead of 29. */
const eventIdOf = (enrollment: Id<'enr'>): Id<'evt'> => `evt_${enrollment.slice('enr_'.length)}`;
