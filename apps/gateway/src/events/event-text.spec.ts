import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { examples } from '#contracts';
import { beginningOf, textOf } from './event-text.js';

describe('the text of an event', () => {
  it('is three lines and an empty one, whatever the event says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const event = { ...examples.EVENT, data };
        const [id, type, json = '', ...end] = textOf(event).split(/\r\n|\n|\r/);
        expect([id, type, ...end]).toEqual([`id: ${event.id}`, `event: ${event.type}`, '', '']);
        expect(json.slice(6)).toBe(JSON.stringify(event));
      }),
    );
  });

  it('begins with the time after which a client connects again, and a place', () => {
    expect(beginningOf(undefined)).toBe('retry: 2000\n\n');
    expect(beginningOf(examples.EVENT.id)).toBe(`retry: 2000\nid: ${examples.EVENT.id}\n\n`);
  });
});
