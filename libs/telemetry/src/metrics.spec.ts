import { describe, expect, it } from '@jest/globals';
import { cachedFor } from './cached-for.js';
import { Metrics } from './metrics.js';

const SIZES = { nimbus_sizes: { name: 'nimbus_sizes', help: 'sizes', labels: ['kind'] } } as const;

describe('a value that is kept for 15 seconds', () => {
  it('is read once for all who ask within them, and again after', async () => {
    let now = 0;
    let reads = 0;
    const read = cachedFor(
      15_000,
      () => Promise.resolve((reads += 1)),
      () => now,
    );
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    now = 14_999;
    expect(await read()).toBe(1);
    now = 15_000;
    expect(await read()).toBe(2);
  });
});

describe('sampled gauges', () => {
  it('are read by one statement, however many gauges and scrapes there are', async () => {
    const metrics = new Metrics();
    let reads = 0;
    metrics.sampled(
      { nimbus_a: { name: 'nimbus_a', help: 'a' }, nimbus_b: { name: 'nimbus_b', help: 'b' } },
      async () => {
        reads += 1;
        return { nimbus_a: [{ value: 1 }], nimbus_b: [{ value: 2 }] };
      },
    );
    const scrapes = await Promise.all([metrics.registry.metrics(), metrics.registry.metrics()]);
    for (const text of scrapes) expect(text).toMatch(/^nimbus_a 1$[^]*^nimbus_b 2$/m);
    expect(reads).toBe(1);
  });

  it('have no series for what is not read any more', async () => {
    const metrics = new Metrics();
    const kinds = ['small', 'large'];
    metrics.gauge(SIZES.nimbus_sizes, () => kinds.map((kind) => ({ labels: { kind }, value: 1 })));
    expect(await metrics.registry.metrics()).toContain('nimbus_sizes{kind="large"} 1');
    kinds.pop();
    expect(await metrics.registry.metrics()).not.toContain('large');
  });

  it('have no value while they cannot be read, and the others have theirs', async () => {
    const metrics = new Metrics();
    metrics.counter({ name: 'nimbus_done_total', help: 'done' }).inc();
    const failing = () => Promise.reject(new Error('the database is away'));
    metrics.sampled(SIZES, failing);
    metrics.sampled({ nimbus_age: { name: 'nimbus_age', help: 'age' } }, failing);
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^nimbus_done_total 1$/m);
    expect(text).not.toMatch(/^nimbus_(sizes|age)[ {]/m);
  });
});
