import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddSuppression } from '#contracts';
import { startTracing } from '#telemetry';
import { eventually, TraceCollector, useServers, type ExportedSpan } from '#testing';
import { BusHarness, commandOf } from './bus-harness.js';

const TRACE = 'a'.repeat(32);
const CALLER = 'b'.repeat(16);
const HEADER = `00-${TRACE}-${CALLER}-01`;
const HANDLED = 'handle command';

const servers = useServers();
let collector: TraceCollector;
let stopTracing: () => Promise<void>;
let bus: BusHarness;
let asked: (string | undefined)[];

beforeAll(async () => {
  collector = await TraceCollector.start();
  stopTracing = await startTracing('bus', collector.url);
  bus = await BusHarness.start(servers);
  await bus.stubs.reply(AddSuppression, (_, message) => {
    asked.push(message.headers?.get('traceparent'));
    return { status: 'refused', kind: 'not_found', code: 'not_found', message: 'no workspace', details: {} };
  });
});
afterAll(async () => {
  await bus.stop();
  await stopTracing();
  await collector.stop();
});

/** Sends a command with each of these, and resolves with the spans of the traces in which the other service was asked. */
async function spansOf(traceparents: readonly (string | undefined)[]): Promise<ExportedSpan[][]> {
  asked = [];
  for (const traceparent of traceparents) {
    await bus.ask(commandOf('contacts.suppress', { email: 'ada@lovelace.example' }, { traceparent }));
  }
  const traceIds = asked.map((header) => header?.split('-')[1]);
  return eventually(() =>
    traceIds.map((traceId) => {
      const spans = collector.spans.filter((span) => span.traceId === traceId);
      expect(spans.map(({ name }) => name)).toContain(HANDLED);
      return spans;
    }),
  );
}

describe('a command', () => {
  it('goes on with the trace that its envelope names, to the service that it asks', async () => {
    const [spans = []] = await spansOf([HEADER]);
    const handled = spans.find(({ name }) => name === HANDLED);
    expect(handled).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
    const request = { name: 'request rpc.enrollment.add-suppression.v1', parentSpanId: handled?.spanId };
    expect(spans).toContainEqual(expect.objectContaining(request));
  });

  it('begins a trace of its own where its envelope names none', async () => {
    const without = [undefined, '', 'nonsense', `00-${'0'.repeat(32)}-${CALLER}-01`, HEADER.repeat(9)];
    const traces = await spansOf(without);
    const traceIds = new Set(traces.map(([span]) => span?.traceId));
    expect(traceIds.size).toBe(without.length);
    expect(traceIds).not.toContain(TRACE);
  });

  it('tells its trace no address and no data', () => {
    expect(collector.bodies.join()).toContain('contacts.suppress');
    expect(collector.bodies.join()).not.toContain('lovelace');
  });
});
