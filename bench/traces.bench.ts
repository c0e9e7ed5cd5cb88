import { setTimeout as pause } from 'node:timers/promises';
import { CampaignResource } from '#contracts';
import { startTracing } from '#telemetry';
import { addCampaign, addContacts, addSendingAccounts } from './bench-fixtures.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { cpuBetween } from './cpu.js';
import { startSink } from './start-sink.js';
import { timed } from './table.js';

const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 5_000);
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** Each several times, in turn: a machine that becomes slower meanwhile slows all of them down. */
const ROUNDS = 3;

/** The share of traces that are recorded; null: no collector. */
const WAYS = [
  { name: 'without a collector', share: null },
  { name: 'traces not sampled', share: '0' },
  { name: 'every trace', share: '1' },
] as const;
type Way = (typeof WAYS)[number];

/** The cost of traces: one campaign from its launch to its last figure, with a collector beside it. */
export async function run(): Promise<void> {
  const system = await startBenchSystem();
  const sink = await startSink();
  const collector = await startSink('trace-sink.js');
  try {
    await timed(await campaign(system, sink.port)); // warms up pools and compiled code
    console.log(
      `\nThe cost of traces, ${MESSAGES.toLocaleString('en-US')} messages, all services in one process`,
    );
    console.log('                             messages/s    CPU ms/message (application, PostgreSQL, NATS)');
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const way of WAYS) console.log(await measured(system, sink.port, collector.port, way));
    }
    console.log('');
  } finally {
    await system.stop();
    await sink.stop();
    await collector.stop();
  }
}

async function measured(system: BenchSystem, smtpPort: number, collectorPort: number, way: Way) {
  const launch = await campaign(system, smtpPort);
  const stop = await startWay(way, collectorPort);
  const before = system.cpu();
  const seconds = await timed(launch);
  await stop(); // the last spans have left
  const cpu = cpuBetween(before, system.cpu());
  const parts = cpu === null ? [] : [cpu.application, cpu.postgres, cpu.nats];
  const cells = parts.map((each) => ((each * 1_000) / MESSAGES).toFixed(2));
  return `  ${way.name.padEnd(24)} ${String(Math.round(MESSAGES / seconds)).padStart(12)}    ${cells.join(', ')}`;
}

async function startWay({ share }: Way, collectorPort: number): Promise<() => Promise<void>> {
  if (share === null) return () => Promise.resolve();
  process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
  process.env['OTEL_TRACES_SAMPLER_ARG'] = share;
  return startTracing('bench', `http://127.0.0.1:${collectorPort}`);
}

/** Makes a campaign; its launch resolves with the last figure. */
async function campaign(system: BenchSystem, smtpPort: number): Promise<() => Promise<void>> {
  const rest = await system.newWorkspace();
  const accounts = await addSendingAccounts(rest, smtpPort);
  await addContacts(rest, MESSAGES);
  const { id } = await addCampaign(rest, accounts, EVERY_DAY);
  return async () => {
    await rest.act(`campaigns/${id}/launch/`);
    for (;;) {
      const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
      if (metrics?.total_sent === MESSAGES) return;
      await pause(50);
    }
  };
}
