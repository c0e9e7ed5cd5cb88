import { describe, expect, it } from '@jest/globals';
import { EnrollmentStarted, type EventOf } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { startedEvents } from './started-events.js';

const AT = new Date('2026-05-04T09:00:00Z');

const aPage = (size: number) => ({
  workspaceId: newId('ws'),
  campaignId: newId('camp'),
  at: AT,
  enrollments: Array.from({ length: size }, (_, n) => ({
    id: newId('enr'),
    contact_id: newId('cont'),
    email: `${'p'.repeat(60)}${n}@corp.test`,
  })),
});

const eventsIn = (payload: string): EventOf<typeof EnrollmentStarted>[] => JSON.parse(payload);

describe('the events of a page of enrollments', () => {
  it('are one for each, and the same one whenever it is made', () => {
    const page = aPage(3);
    const ids = [startedEvents(page), startedEvents(page)].map((messages) =>
      messages.flatMap(({ payload }) => eventsIn(payload)).map(({ id }) => uuidOf(id)),
    );
    const enrollments = page.enrollments.map(({ id }) => uuidOf(id));
    expect(ids).toEqual([enrollments, enrollments]);
  });

  it('fit into twenty messages for 5,000, as their contract says', () => {
    const messages = startedEvents(aPage(5_000));
    expect(messages).toHaveLength(20);
    for (const { payload } of messages)
      for (const { data } of eventsIn(payload)) EnrollmentStarted.data.parse(data);
  });
});
