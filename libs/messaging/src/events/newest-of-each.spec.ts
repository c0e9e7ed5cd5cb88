import { describe, expect, it } from '@jest/globals';
import { newestOfEach } from './newest-of-each.js';

const event = (id: string, version: number) => ({ data: { id, version } });

describe('of the events of a batch', () => {
  it('each thing keeps the one with the highest version, in whatever order they came', () => {
    const events = [event('a', 2), event('b', 1), event('a', 3), event('a', 1)];

    for (const batch of [events, events.toReversed()]) {
      const newest = newestOfEach(batch, ({ data }) => data.id);
      expect(newest).toHaveLength(2);
      expect(newest).toEqual(expect.arrayContaining([event('a', 3), event('b', 1)]));
    }
  });
});
