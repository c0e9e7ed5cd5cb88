import { describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { HOUR_MS, MINUTE_MS, signalId } from './signal-id.js';

const at = new Date('2026-11-29T10:20:30.400Z');

describe('the id of a signal', () => {
  it('is the same for the same facts within a stretch of time, and another one for others', () => {
    const id = signalId(['open', 'send', true], at, MINUTE_MS);

    expect(signalId(['open', 'send', true], new Date('2026-11-29T10:20:00Z'), MINUTE_MS)).toBe(id);
    expect(signalId(['open', 'send', true], new Date('2026-11-29T10:21:00Z'), MINUTE_MS)).not.toBe(id);
    expect(signalId(['open', 'send', false], at, MINUTE_MS)).not.toBe(id);
  });

  it('is a UUID of version 7 that begins with the beginning of the stretch', () => {
    const uuid = uuidOf(signalId(['unsubscribe', 'send'], at, HOUR_MS));

    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    const time = parseInt(uuid.slice(0, 13).replace('-', ''), 16);
    expect(new Date(time).toISOString()).toBe('2026-11-29T10:00:00.000Z');
  });
});
