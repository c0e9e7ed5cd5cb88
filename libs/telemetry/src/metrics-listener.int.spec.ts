import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pageOfAll, startMetricsListener, type MetricsListener } from './metrics-listener.js';
import { Metrics } from './metrics.js';

describe('the listener of metrics', () => {
  const metrics = new Metrics();
  let listener: MetricsListener;
  beforeEach(async () => {
    metrics.registry.clear();
    metrics.counter({ name: 'nimbus_done_total', help: 'done' }).inc(3);
    listener = await startMetricsListener(() => metrics.registry.metrics(), { host: '127.0.0.1', port: 0 });
  });
  afterEach(() => listener.close());

  it('serves the metrics of the service and of the process', async () => {
    const response = await fetch(listener.url);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain('nimbus_done_total 3');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it.each([
    ['POST', '/metrics'],
    ['GET', '/'],
    ['GET', '/metrics/../health'],
  ])('has nothing else: %s %s', async (method, path) => {
    expect((await fetch(new URL(path, listener.url), { method })).status).toBe(404);
  });

  it('refuses a port that is taken, instead of running without metrics', async () => {
    const port = Number(new URL(listener.url).port);
    await expect(
      startMetricsListener(() => Promise.resolve(''), { host: '127.0.0.1', port }),
    ).rejects.toThrow('EADDRINUSE');
  });
});

describe('the page of several services', () => {
  it('has each metric once, and the series of each service under its name', async () => {
    const registries = new Map(
      ['campaigns', 'dispatcher'].map((service, index) => {
        const metrics = new Metrics();
        metrics.counter({ name: 'nimbus_done_total', help: 'done' }).inc(1 + index);
        metrics.durations({ name: 'nimbus_wait_seconds', help: 'wait' }).observe(0.3);
        return [service, metrics.registry] as const;
      }),
    );
    for (const page of [await pageOfAll(registries), await pageOfAll(registries)]) {
      expect(page.match(/^# TYPE nimbus_done_total counter$/gm)).toHaveLength(1);
      expect(page).toMatch(/^nimbus_done_total\{job="campaigns"\} 1$/m);
      expect(page).toMatch(/^nimbus_done_total\{job="dispatcher"\} 2$/m);
      expect(page).toMatch(/^nimbus_wait_seconds_bucket\{le="0.5",job="dispatcher"\} 1$/m);
    }
  });
});
