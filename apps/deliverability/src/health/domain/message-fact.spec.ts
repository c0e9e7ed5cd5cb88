import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FIGURES, hourChanges, type HourChange } from './hour-figures.js';
import { factsOf, keyOf, merged, NOTHING_KNOWN, type MessageFact } from './message-fact.js';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-05-04T00:00:00.000Z');
const SINCE = new Date(START);

const at = fc.option(fc.nat(3 * HOUR_MS).map((after) => new Date(START + after)));
const anyPieces: fc.Arbitrary<MessageFact> = fc.record({
  send_id: fc.constantFrom('s1', 's2'),
  workspace_id: fc.constantFrom('w1', 'w2'),
  account_id: fc.option(fc.constantFrom('a1', 'a2')),
  campaign_id: fc.option(fc.constantFrom('c1', 'c2')),
  warmup: fc.boolean(),
  sent_at: at,
  bounced_at: at,
  complained_at: at,
  opened_at: at,
  replied_at: at,
  unsubscribed_at: at,
  placement: fc.option(fc.constantFrom('inbox' as const, 'spam' as const)),
});

/** An account belongs to one workspace. */
const pieces = anyPieces.map(({ account_id, ...piece }) => ({
  ...piece,
  account_id: account_id === null ? null : `${account_id} ${piece.workspace_id}`,
}));

describe('the fact of a message', () => {
  it('is the same in whatever order and however often it is learnt', () => {
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 12 }), fc.func(fc.nat()), (learnt, rank) => {
        const shuffled = [...learnt, ...learnt].toSorted((a, b) => rank(a) - rank(b));
        expect(factsOf(shuffled)).toEqual(factsOf(learnt));
      }),
    );
  });

  it('moves the figures of hours by the same in all, into however many batches it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.array(pieces, { maxLength: 5 }), { maxLength: 6 }), (batches) => {
        const stored = new Map<string, MessageFact>();
        const moved = batches.flatMap((batch) => {
          const changes = factsOf(batch).map((piece) => {
            const before = stored.get(keyOf(piece)) ?? null;
            const after = before === null ? piece : merged(before, piece);
            stored.set(keyOf(piece), after);
            return { before, after };
          });
          return hourChanges(changes, SINCE);
        });
        const atOnce = factsOf(batches.flat()).map((after) => ({ before: null, after }));
        expect(sumsOf(moved)).toEqual(sumsOf(hourChanges(atOnce, SINCE)));
      }),
    );
  });

  it('counts a warmup message apart, and its complaints and opens nowhere', () => {
    const time = new Date(START);
    const message = { ...NOTHING_KNOWN, send_id: 's', workspace_id: 'w', account_id: 'a', warmup: true };
    const after = {
      ...message,
      sent_at: time,
      complained_at: time,
      opened_at: time,
      replied_at: time,
      placement: 'spam' as const,
    };
    const [change] = hourChanges([{ before: null, after }], SINCE);
    const counted = FIGURES.filter((figure) => change?.[figure] !== 0);
    expect(counted).toEqual(['warmup_sent', 'placed_spam']);
  });

  it('counts nothing before the hours that are kept', () => {
    const after = {
      ...NOTHING_KNOWN,
      send_id: 's',
      workspace_id: 'w',
      account_id: 'a',
      sent_at: new Date(0),
      bounced_at: new Date(START),
    };
    const [change, ...others] = hourChanges([{ before: null, after }], SINCE);
    expect(others).toEqual([]);
    expect(change).toMatchObject({ hour: new Date(START), sent: 0, bounced: 1 });
  });
});

function sumsOf(changes: readonly HourChange[]) {
  const sums = new Map<string, number>();
  for (const change of changes) {
    for (const figure of FIGURES) {
      const key = `${change.account_id} ${change.workspace_id} ${change.hour.toISOString()} ${figure}`;
      sums.set(key, (sums.get(key) ?? 0) + change[figure]);
    }
  }
  return new Map([...sums].filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
