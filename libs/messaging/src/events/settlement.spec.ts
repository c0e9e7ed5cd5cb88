import { describe, expect, it } from '@jest/globals';
import { DomainError, ERROR_KINDS, type ErrorKind } from '#kernel';
import { MalformedMessage, MAX_DELIVERIES, settle } from './settlement.js';

const refusal = (kind: ErrorKind): DomainError => new DomainError(kind, 'some_code', 'some message');
const threw = (error: unknown) => ({ type: 'threw', error }) as const;
const pauses = (error: unknown, deliveries: number[]) =>
  deliveries.map((delivery) => settle(threw(error), delivery));

describe('how a message ends', () => {
  it('is done with when its handler returned', () => {
    expect(settle({ type: 'returned' }, 1)).toEqual({ action: 'ack' });
  });

  it('goes at once to another replica when this one shuts down, however often it was delivered', () => {
    expect(settle({ type: 'not_started' }, 99)).toEqual({ action: 'retry', delayMs: 50 });
  });

  it.each([
    'invalid',
    'unauthenticated',
    'forbidden',
    'outdated',
    'too_large',
    'unsupported',
    'rejected',
  ] as const)('is a dead letter at once when it is refused as %s', (kind) => {
    expect(settle(threw(refusal(kind)), 1)).toEqual({
      action: 'dead_letter',
      reason: 'some_code: some message',
    });
  });

  it('is a dead letter at once when its payload is malformed', () => {
    expect(settle(threw(new MalformedMessage('no id')), 1)).toEqual({
      action: 'dead_letter',
      reason: 'MalformedMessage: no id',
    });
  });

  it('waits longer and longer after a bug, and is a dead letter after the last delivery', () => {
    const bug = new TypeError('x is undefined');
    const retry = (delayMs: number) => ({ action: 'retry', delayMs });
    expect(pauses(bug, [1, 2, 3, 4, 5, 6])).toEqual(
      [1_000, 5_000, 30_000, 60_000, 300_000, 300_000].map(retry),
    );
    expect(settle(threw(bug), MAX_DELIVERIES - 1)).toEqual(retry(300_000));
    expect(settle(threw(bug), MAX_DELIVERIES)).toEqual({
      action: 'dead_letter',
      reason: 'TypeError: x is undefined',
    });
  });

  it.each(['not_found', 'conflict'] as const)('may fare better later when it is refused as %s', (kind) => {
    expect(settle(threw(refusal(kind)), 1)).toEqual({ action: 'retry', delayMs: 1_000 });
    expect(settle(threw(refusal(kind)), MAX_DELIVERIES)).toMatchObject({ action: 'dead_letter' });
  });

  it.each(['unavailable', 'throttled'] as const)(
    'is never given up while something is %s, and comes again soon after',
    (kind) => {
      expect(settle(threw(refusal(kind)), 100_000)).toEqual({ action: 'retry', delayMs: 5_000 });
    },
  );

  it('is decided for every kind of refusal', () => {
    const actions = ERROR_KINDS.map((kind) => settle(threw(refusal(kind)), 1).action);
    expect(new Set(actions)).toEqual(new Set(['dead_letter', 'retry']));
  });
});
