import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { eventually } from '#testing';
import { Ticker, type TickerOptions } from './ticker.js';

let ticker: Ticker;

beforeAll(() => Logger.overrideLogger(false));
afterEach(() => ticker.stop());

function start(work: TickerOptions['work'], restMs = 1): void {
  ticker = new Ticker({ name: 'Test', restMs, work });
  ticker.start();
}

describe('a ticker', () => {
  it('works portion by portion without a rest while there is more, never two at once', async () => {
    let portions = 0;
    let atOnce = 0;
    start(async () => {
      atOnce += 1;
      expect(atOnce).toBe(1);
      await Promise.resolve();
      atOnce -= 1;
      portions += 1;
      return portions < 100 ? 'more' : 'idle';
    }, 60_000);
    await eventually(() => expect(portions).toBe(100));
  });

  it('goes on after a failure', async () => {
    let runs = 0;
    start(async () => {
      runs += 1;
      if (runs < 3) throw new Error('the store is away');
      return 'idle';
    });
    await eventually(() => expect(runs).toBeGreaterThanOrEqual(3));
  });

  it('looks again at once when it is woken, also while it works', async () => {
    let runs = 0;
    start(async () => {
      runs += 1;
      if (runs === 1) ticker.wake();
      return 'idle';
    }, 60_000);
    await eventually(() => expect(runs).toBe(2));
    ticker.wake();
    await eventually(() => expect(runs).toBe(3));
  });

  it('makes one portion of all that wakes it soon', async () => {
    let runs = 0;
    ticker = new Ticker({
      name: 'Test',
      restMs: 60_000,
      gatherMs: 20,
      work: async () => {
        runs += 1;
        return 'idle';
      },
    });
    ticker.start();
    for (let n = 0; n < 100; n += 1) ticker.wakeSoon();
    await eventually(() => expect(runs).toBe(2));
    ticker.wakeSoon();
    await eventually(() => expect(runs).toBe(3));
  });

  it('stops after the portion at hand, and at once while it rests', async () => {
    let finish: (() => void) | undefined;
    let finished = false;
    start(async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      finished = true;
      return 'more';
    });
    const stopped = ticker.stop().then(() => expect(finished).toBe(true));
    finish?.();
    await stopped;

    start(() => Promise.resolve('idle'), 60_000);
    await ticker.stop();
  });
});
