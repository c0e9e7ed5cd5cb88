import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bandOf, componentsOf, scoreOf, type Standing } from './deliverability-score.js';

const points = fc.option(fc.integer({ min: 0, max: 100 }));
const components = fc.record({
  authentication: points,
  reputation: points,
  list_hygiene: points,
  inbox_placement: points,
  engagement: points,
});
const nothing: Standing = {
  authentication_known: 0,
  authentication_passed: 0,
  reputation: null,
  sent: 0,
  bounced: 0,
  complained: null,
  placed_inbox: 0,
  placed_spam: 0,
  delivered: 0,
  opened: 0,
  replied: 0,
};
const unknown = {
  authentication: null,
  reputation: null,
  list_hygiene: null,
  inbox_placement: null,
  engagement: null,
};
const standings: fc.Arbitrary<Standing> = fc
  .record({
    authentication_known: fc.nat(90),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    reputation: points,
    sent: fc.nat(500),
    bounced: fc.nat(500),
    complained: fc.option(fc.nat(5)),
    placed_inbox: fc.nat(30),
    placed_spam: fc.nat(30),
    delivered: fc.nat(500),
    opened: fc.nat(500),
    replied: fc.nat(100),
  })
  .map(({ share, ...known }) => ({
    ...known,
    authentication_passed: Math.floor(known.authentication_known * share),
  }));

const scored = (standing: Standing) => scoreOf(componentsOf(standing));

describe('the deliverability score', () => {
  it('is a whole number between 0 and 100, or unknown exactly when every component is', () => {
    fc.assert(
      fc.property(components, (known) => {
        const score = scoreOf(known);
        expect(score === null).toBe(Object.values(known).every((value) => value === null));
        if (score === null) return;
        expect(Number.isInteger(score)).toBe(true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('lies between its worst and its best component, so that a missing one weighs nothing', () => {
    fc.assert(
      fc.property(components, (known) => {
        const given = Object.values(known).filter((value) => value !== null);
        fc.pre(given.length > 0);
        expect(scoreOf(known)).toBeGreaterThanOrEqual(Math.min(...given));
        expect(scoreOf(known)).toBeLessThanOrEqual(Math.max(...given));
      }),
    );
  });

  it('weighs the known components as 30 to 25 to 20 to 15 to 10', () => {
    const all = { authentication: 0, reputation: 0, list_hygiene: 0, inbox_placement: 0, engagement: 0 };
    expect(scoreOf({ ...all, authentication: 100 })).toBe(30);
    expect(scoreOf({ ...all, reputation: 100 })).toBe(25);
    expect(scoreOf({ ...all, list_hygiene: 100 })).toBe(20);
    expect(scoreOf({ ...all, inbox_placement: 100 })).toBe(15);
    expect(scoreOf({ ...all, engagement: 100 })).toBe(10);
    expect(scoreOf({ ...unknown, authentication: 100, reputation: 0 })).toBe(55);
    expect(scoreOf({ ...unknown, reputation: 100, list_hygiene: 0 })).toBe(56);
  });

  it('knows the placement from ten warmup messages on', () => {
    expect(componentsOf({ ...nothing, placed_inbox: 9 }).inbox_placement).toBeNull();
    expect(componentsOf({ ...nothing, placed_inbox: 9, placed_spam: 1 }).inbox_placement).toBe(90);
  });

  it('knows the engagement from fifty delivered messages on, by the better of opens and replies', () => {
    const engagement = (delivered: number, opened: number, replied: number) =>
      componentsOf({ ...nothing, delivered, opened, replied }).engagement;
    expect(engagement(49, 49, 49)).toBeNull();
    expect(engagement(100, 20, 0)).toBe(50);
    expect(engagement(100, 20, 5)).toBe(100);
    expect(engagement(100, 90, 0)).toBe(100);
    expect(engagement(50, 0, 0)).toBe(0);
  });

  it('never rises with more bounces or complaints, and never falls with a better reputation', () => {
    fc.assert(
      fc.property(standings, fc.nat(50), fc.nat(5), fc.nat(100), (known, bounces, complaints, better) => {
        const score = scored(known) ?? 100;
        const complained = known.complained === null ? null : known.complained + complaints;
        expect(scored({ ...known, bounced: known.bounced + bounces }) ?? 0).toBeLessThanOrEqual(score);
        expect(scored({ ...known, complained }) ?? 0).toBeLessThanOrEqual(score);
        fc.pre(known.reputation !== null);
        const reputation = Math.min(100, (known.reputation ?? 0) + better);
        expect(scored({ ...known, reputation })).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  it('depends on the worse of bounces and complaints', () => {
    const known = { ...nothing, sent: 2_000 };
    expect(scored({ ...known, bounced: 100, complained: 0 })).toBe(50);
    expect(scored({ ...known, bounced: 100, complained: 6 })).toBe(0);
    expect(scored({ ...known, bounced: 100, complained: null })).toBe(50);
  });

  it.each([
    [100, 'excellent'],
    [90, 'excellent'],
    [89, 'good'],
    [75, 'good'],
    [74, 'moderate'],
    [60, 'moderate'],
    [59, 'poor'],
    [40, 'poor'],
    [39, 'critical'],
    [0, 'critical'],
  ])('%i is %s', (score, band) => {
    expect(bandOf(score)).toBe(band);
  });
});
