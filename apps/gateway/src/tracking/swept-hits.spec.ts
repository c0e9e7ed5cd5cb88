import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SWEEP_MS, sweptHits, type LinkHit } from './swept-hits.js';

const hit = (id: string, position: number, ms: number, links = 3, send_id = 'a'): LinkHit => ({
  id,
  send_id,
  position,
  links,
  at: new Date(1_750_000_000_000 + ms),
});
const swept = (...hits: LinkHit[]): string[] => [...sweptHits(hits)].toSorted();

describe('a sweep', () => {
  it('is every link of a message within ten seconds, in any order, with its repeats', () => {
    expect(swept(hit('1', 2, 0), hit('2', 0, 4_000), hit('3', 1, 10_000), hit('4', 1, 3_000))).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('is not a part of the links, and not all of them over a longer time', () => {
    expect(swept(hit('1', 0, 0), hit('2', 1, 1_000))).toEqual([]);
    expect(swept(hit('1', 0, 0), hit('2', 1, 5_000), hit('3', 2, 10_001))).toEqual([]);
  });

  it('is not the only link of a message', () => {
    expect(swept(hit('1', 0, 0, 1))).toEqual([]);
  });

  it('of one message says nothing about another, nor about a hit a minute later', () => {
    const [scan, scan2] = [hit('1', 0, 0, 2), hit('2', 1, 500, 2)];
    expect(swept(scan, scan2, hit('3', 0, 60_000, 2), hit('4', 0, 0, 2, 'b'))).toEqual(['1', '2']);
  });

  it('is found as a search of every window would find it', () => {
    const hits = fc.array(fc.record({ position: fc.nat(3), ms: fc.nat(40_000) }), { maxLength: 30 });
    fc.assert(
      fc.property(hits, fc.integer({ min: 1, max: 4 }), (given, links) => {
        const all = given.map(({ position, ms }, n) => hit(String(n), position % links, ms, links));
        expect(swept(...all)).toEqual(slowlySwept(all));
      }),
    );
  });
});

function slowlySwept(all: readonly LinkHit[]): string[] {
  const windows = all.map((first) =>
    all.filter(({ at }) => at >= first.at && at.getTime() - first.at.getTime() <= SWEEP_MS),
  );
  const full = windows.filter(
    (window) =>
      (window[0]?.links ?? 0) > 1 &&
      new Set(window.map(({ position }) => position)).size >= (window[0]?.links ?? 0),
  );
  return [...new Set(full.flat().map(({ id }) => id))].toSorted();
}
