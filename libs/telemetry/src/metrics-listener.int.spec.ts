import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startMetricsListener, type MetricsListener } from './metrics-listener.js';
import { Metrics } from './metrics.js';

describe('the listener of metrics', () => {
  const metrics = new Metrics();
  let listener: MetricsListener;
  beforeEach(async () => {
    metrics.registry.clear();
    metrics.counter({ name: 'nimbus_done_total', help: 'done' }).inc(3);
    listener = await startMetricsListener(metrics.registry, { host: '127.0.0.1', port: 0 });
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
    await expect(startMetricsListener(metrics.registry, { host: '127.0.0.1', port })).rejects.toThrow(
      'EADDRINUSE',
    );
  });
});
