import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toTake } from './share.js';

describe('processes that take or give away their share in turn', () => {
  it('hold all mailboxes, and none holds more than its share, whatever each held before', () => {
    const processes = fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(processes, fc.nat({ max: 500 }), (before, unheld) => {
        const mailboxes = before.reduce((sum, held) => sum + held, unheld);
        const held = [...before];
        let free = unheld;
        for (let turn = 0; turn < 2 * held.length; turn += 1) {
          const at = turn % held.length;
          const count = toTake({ held: held[at] ?? 0, mailboxes, readers: held.length });
          const taken = Math.min(count, free);
          held[at] = (held[at] ?? 0) + taken;
          free -= taken;
        }
        expect(free).toBe(0);
        expect(Math.max(...held)).toBeLessThanOrEqual(Math.ceil(mailboxes / held.length));
      }),
    );
  });
});
