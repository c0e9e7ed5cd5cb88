import { setTimeout as pause } from 'node:timers/promises';
import { Pool as HttpPool } from 'undici';
import type { Id } from '#kernel';
import { printTable } from './table.js';
import { WebhooksBed } from './webhooks-bed.js';

const WEBHOOKS = 200;
const BAD_OF_A_KIND = 10;
const GOOD = WEBHOOKS - 3 * BAD_OF_A_KIND;
const EVENTS_PER_SECOND = 1_000;
const TICK_MS = 100;
const DRAINED = 20_000;
const DRAINING_WEBHOOKS = 20;
/** As many as the webhooks that drain may have under way. */
const BARE_CONNECTIONS = 10 * DRAINING_WEBHOOKS;

/** `--seconds 10` for a short run. */
const seconds = (): number => {
  const place = process.argv.indexOf('--seconds');
  return place === -1 ? 60 : Number(process.argv[place + 1]);
};

/** The time from an event to its arrival beside receivers that hang or fail, and how fast a backlog leaves. */
export async function run(): Promise<void> {
  const bed = await WebhooksBed.start();
  try {
    await live(bed);
    await drain(bed);
  } finally {
    await bed.stop();
  }
}

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(52)}${value}`);

async function live(bed: WebhooksBed): Promise<void> {
  const pathsOf = (kind: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `/${kind}/${n}`);
  const bad = ['hang', 'slow', 'drop'].flatMap((kind) => pathsOf(kind, BAD_OF_A_KIND));
  const workspaces = await bed.addWebhooks([...pathsOf('ok', GOOD), ...bad]);
  await bed.startService();
  const resident = [bed.residentMegabytes];
  const cpu = bed.cpuSeconds;
  const ticks = (seconds() * 1_000) / TICK_MS;
  let expected = 0;
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick += 1) {
    expected += await tickOf(bed, workspaces, tick);
    if (tick === Math.floor(ticks / 2)) resident.push(bed.residentMegabytes);
    await pause(Math.max(0, start + (tick + 1) * TICK_MS - performance.now()));
  }
  const rate = (ticks * EVENTS_PER_SECOND * (TICK_MS / 1_000)) / ((performance.now() - start) / 1_000);
  const { events, requests, p50, p95, max } = await untilArrived(bed, expected);
  resident.push(bed.residentMegabytes);

  console.log(
    `\n${WEBHOOKS} webhooks, of which ${3 * BAD_OF_A_KIND} hang, fail or close, at ${Math.round(rate)} events/s`,
  );
  print('events that arrived at the others', `${events} of ${expected}, in ${requests} requests`);
  print('from happening to arrival, p50, p95, max', `${p50} ms, ${p95} ms, ${max} ms`);
  print('resident memory at start, middle, end', `${resident.join(' MB, ')} MB`);
  print('CPU of the service', `${((bed.cpuSeconds - cpu) / seconds()).toFixed(2)} cores`);
}

/** The events of a tenth of a second, in turn over the workspaces; resolves with those of the good receivers. */
async function tickOf(bed: WebhooksBed, workspaces: readonly Id<'ws'>[], tick: number): Promise<number> {
  const count = (EVENTS_PER_SECOND * TICK_MS) / 1_000;
  const places = Array.from({ length: count }, (_, n) => (tick * count + n) % workspaces.length);
  await bed.happen(places.flatMap((place) => workspaces[place] ?? []));
  return places.filter((place) => place < GOOD).length;
}

async function untilArrived(bed: WebhooksBed, expected: number) {
  for (let look = 0; look < 600; look += 1) {
    const report = await bed.sink.report();
    if (report.events >= expected) return report;
    await pause(100);
  }
  return bed.sink.report();
}

/** Deliveries that wait while the service is down; then the same bodies by undici alone. */
async function drain(bed: WebhooksBed): Promise<void> {
  await bed.stopService();
  await bed.database.query('update endpoint set active = false');
  await bed.database.query('update delivery_queue set due_at = null');
  const paths = Array.from({ length: DRAINING_WEBHOOKS }, (_, n) => `/ok/drain-${n}`);
  await bed.addWebhooks(paths);
  const bodies = await copyEvents(bed);
  await bed.sink.forget();

  const bare = await postBare(bed, bodies);
  await bed.startService();
  const report = await untilArrived(bed, DRAINED);
  printTable('A backlog of webhooks', [
    {
      name: 'deliveries',
      unit: '1/s',
      ours: report.events / report.seconds,
      baseline: bare,
      baselineName: 'a loop of undici posting the same bodies',
    },
  ]);
}

/** Gives the new webhooks deliveries of stored events, which are due. Resolves with their bodies. */
async function copyEvents(bed: WebhooksBed): Promise<string[]> {
  await bed.database.query(
    `insert into delivery (event_id, endpoint_id, workspace_id, type, next_attempt_at, created_at)
     select e.id, endpoint.id, endpoint.workspace_id, e.type, now(), now()
     from endpoint cross join (select id, type from event order by position limit $1) e
     where endpoint.active`,
    [DRAINED / DRAINING_WEBHOOKS],
  );
  await bed.database.query(
    'update delivery_queue set due_at = now() where endpoint_id in (select id from endpoint where active)',
  );
  const { rows } = await bed.database.query<{ body: string }>(
    `select json_build_object('id', id, 'type', type, 'created_at', created_at, 'workspace_id', workspace_id,
       'data', data)::text as body
     from event order by position limit $1`,
    [DRAINED / DRAINING_WEBHOOKS],
  );
  return Array.from({ length: DRAINED }, (_, n) => rows[n % rows.length]?.body ?? '');
}

/** Requests per second. */
async function postBare(bed: WebhooksBed, bodies: readonly string[]): Promise<number> {
  const pool = new HttpPool(bed.sink.url, { connections: BARE_CONNECTIONS });
  let next = 0;
  const work = async (connection: number): Promise<void> => {
    for (let n = next++; n < bodies.length; n = next++) {
      const answer = await pool.request({
        path: `/ok/bare-${connection}`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: bodies[n] ?? null,
      });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: BARE_CONNECTIONS }, (_, connection) => work(connection)));
  await pool.close();
  const { requests, seconds: took } = await bed.sink.forget();
  return requests / took;
}
