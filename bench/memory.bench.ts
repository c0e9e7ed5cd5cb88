import { setTimeout as pause } from 'node:timers/promises';
import { uuidOf } from '#kernel';
import { addCampaign, addContacts, addSendingAccounts } from './bench-fixtures.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { startSink } from './start-sink.js';

/** The first run warms up pools, compiled code and buffers. */
const SIZES = [25_000, 25_000, 50_000, 100_000];
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const MEGABYTE = 1024 * 1024;

/** Peak memory while enrolling more and more contacts: pages are released, so memory must not grow with them. */
export async function run(): Promise<void> {
  const system = await startBenchSystem();
  const sink = await startSink();
  console.log('\nMemory while enrolling, all services in one process');
  console.log('  contacts     peak heap (MB)   peak resident (MB)');
  try {
    for (const size of SIZES) {
      const { heap, resident } = await peaksOf(system, sink.port, size);
      const cells = [
        size.toLocaleString('en-US').padStart(10),
        mb(heap).padStart(19),
        mb(resident).padStart(21),
      ];
      console.log(cells.join(''));
    }
    console.log('');
  } finally {
    await system.stop();
    await sink.stop();
  }
}

const mb = (bytes: number): string => String(Math.round(bytes / MEGABYTE));

async function peaksOf(system: BenchSystem, smtpPort: number, size: number) {
  const rest = await system.newWorkspace();
  const accounts = await addSendingAccounts(rest, smtpPort);
  await addContacts(rest, size);
  const notToday = EVERY_DAY.filter((day) => day !== (new Date().getUTCDay() || 7));
  const { id, workspace_id } = await addCampaign(rest, accounts, notToday);
  await rest.act(`campaigns/${id}/launch/`);

  const peaks = { heap: 0, resident: 0 };
  while ((await enrolled(system, workspace_id)) < size) {
    const { heapUsed, rss } = process.memoryUsage();
    peaks.heap = Math.max(peaks.heap, heapUsed);
    peaks.resident = Math.max(peaks.resident, rss);
    await pause(20);
  }
  return peaks;
}

async function enrolled({ database }: BenchSystem, workspace: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'select coalesce(sum(started_today), 0)::int as n from enrollment.campaign_replica where workspace_id = $1',
    [uuidOf(workspace)],
  );
  return rows[0]?.n ?? 0;
}
