import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CLOUD_EVENT_BATCH, defineEvent, type EventOf } from '#contracts';
import { newId } from '#kernel';
import { withCorrelation } from '../correlation.js';
import { makeEvent } from './make-event.js';
import { toMessages } from './to-messages.js';

const Noted = defineEvent({ type: 'contact.noted', version: 1, data: z.object({ note: z.string() }) });
const noted = (note: string): EventOf<typeof Noted> =>
  makeEvent(Noted, { service: 'enrollment', workspaceId: newId('ws'), time: new Date(0), data: { note } });
const eventsIn = (payload: string): unknown[] => JSON.parse(payload);

describe('an event', () => {
  it('is a CloudEvent of its contract and carries the request that caused it', () => {
    const event = withCorrelation({ requestId: 'r-1' }, () => noted('hello'));
    expect(event).toMatchObject({
      specversion: '1.0',
      id: expect.stringMatching(/^evt_/),
      source: '/nimbus/enrollment',
      type: 'nimbus.contact.noted.v1',
      time: '1970-01-01T00:00:00.000Z',
      requestid: 'r-1',
      traceparent: expect.any(String),
      data: { note: 'hello' },
    });
    expect(noted('hello')).not.toHaveProperty('requestid');
  });
});

describe('packing events into messages', () => {
  it('needs no message for no event', () => {
    expect(toMessages(Noted, [])).toEqual([]);
  });

  it('puts 250 into one, in their order', () => {
    const events = Array.from({ length: 501 }, (_, i) => noted(`note ${i}`));
    const messages = toMessages(Noted, events);
    expect(messages.map(({ payload }) => eventsIn(payload).length)).toEqual([250, 250, 1]);
    expect(messages.flatMap(({ payload }) => eventsIn(payload))).toEqual(events);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
    expect(messages[0]).toMatchObject({
      subject: 'evt.contact.noted.v1',
      headers: { 'content-type': CLOUD_EVENT_BATCH },
    });
  });

  it('keeps every message under 512 KB, counted in bytes and not in letters', () => {
    const messages = toMessages(
      Noted,
      Array.from({ length: 20 }, () => noted('ü'.repeat(50_000))),
    );
    for (const { payload } of messages) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(512 * 1_024);
    expect(messages.map(({ payload }) => eventsIn(payload).length)).toEqual([5, 5, 5, 5]);
  });

  it('refuses an event that fits into none', () => {
    expect(() => toMessages(Noted, [noted('x'.repeat(600_000))])).toThrow('fits into no message');
  });
});
