import { describe, expect, it } from '@jest/globals';
import { fateOf, fateOfFailure, type SignalResult } from './hook-fate.js';

const RECEIVED = new Date('2026-05-02T10:00:00.000Z');
const after = (ms: number): Date => new Date(RECEIVED.getTime() + ms);
const fate = (results: readonly SignalResult[], now = RECEIVED, attempts = 0) =>
  fateOf(results, { receivedAt: RECEIVED, attempts, now });

describe('the fate of a hook', () => {
  it.each<[SignalResult[], string]>([
    [['applied'], 'applied'],
    [['applied', 'not_ours'], 'applied'],
    [['not_ours'], 'not_ours'],
    [[], 'ignored'],
  ])('of %j is to be handled as %s', (results, outcome) => {
    expect(fate(results)).toEqual({ kind: 'handled', outcome });
  });

  it.each<SignalResult>(['unknown_lead', 'unknown_account'])(
    'with an %s is to wait, ever longer',
    (result) => {
      expect(fate([result])).toEqual({ kind: 'later', at: after(1_000) });
      expect(fate([result], after(60_000), 9)).toEqual({ kind: 'later', at: after(120_000) });
    },
  );

  it('whose contact does not come is a dead letter', () => {
    expect(fate(['unknown_lead'], after(15 * 60_000))).toMatchObject({ kind: 'dead_letter' });
  });

  it('with a step that the campaign does not have is a dead letter at once', () => {
    expect(fate(['unknown_step', 'applied'])).toMatchObject({ kind: 'dead_letter' });
  });

  it('that fails for an unknown reason is to be tried again some times, and then a dead letter', () => {
    const fates = Array.from({ length: 9 }, (_, attempts) => fateOfFailure(attempts, 'TypeError', RECEIVED));
    expect(fates.map(({ kind }) => kind)).toEqual([...Array<string>(8).fill('later'), 'dead_letter']);
  });
});
