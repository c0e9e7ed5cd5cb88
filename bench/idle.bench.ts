import { setTimeout as pause } from 'node:timers/promises';
import type { BenchSystem } from './bench-system.js';
import { startBenchSystem } from './bench-system.js';
import { ACCOUNTS_PER_CAMPAIGN, copyCampaigns, launchTemplate, release } from './campaign-copies.js';
import { cpuBetween } from './cpu.js';
import { StatementCounter } from './statement-counter.js';

const CAMPAIGNS = 2_000;
const SECONDS = 60;
const QUIET_BEFORE_MS = 15_000;

const TOMORROW = `date_trunc('day', now()) + interval '1 day 9 hours'`;
const NEVER_CLOSED = `open_from = now() - interval '1 hour', open_until = now() + interval '20 hours'`;
const THEIR_ENROLLMENTS =
  'update enrollment.enrollment set last_sent_at = now(), awaiting_step = null, current_step';
const THEIR_SENDS = `update dispatcher.send set status = 'sent', sent_at = now(), message_id = id::text`;
const OF_CAMPAIGNS = 'where campaign_id = any ($1::uuid[])';

/** Reasons to wait, and the statements that make campaigns (`$1`) wait for them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  'their window': [
    `update dispatcher.campaign_send_state set open_from = ${TOMORROW}, open_until = ${TOMORROW} + interval '8 hours' ${OF_CAMPAIGNS}`,
  ],
  'their gap': [
    `update dispatcher.campaign_send_state set ${NEVER_CLOSED} ${OF_CAMPAIGNS}`,
    `update dispatcher.account_state set next_at = now() + (30 + 90 * random()) * interval '1 minute'
     where account_id in (select account_id from dispatcher.campaign_account ${OF_CAMPAIGNS})`,
  ],
  'their daily limit': [
    `update dispatcher.campaign_send_state set sent_today = daily_limit, day_resets_at = now() + interval '5 hours',
       ${NEVER_CLOSED} ${OF_CAMPAIGNS}`,
  ],
  'replies and later steps': [
    `update dispatcher.campaign_send_state set ${NEVER_CLOSED} ${OF_CAMPAIGNS}`,
    `${THEIR_SENDS} ${OF_CAMPAIGNS}`,
    `${THEIR_ENROLLMENTS} = 1, next_step_at = now() + interval '3 days' ${OF_CAMPAIGNS}`,
  ],
  'nothing: all is sent': [
    `update dispatcher.campaign_send_state set ${NEVER_CLOSED} ${OF_CAMPAIGNS}`,
    `${THEIR_SENDS} ${OF_CAMPAIGNS}`,
    `${THEIR_ENROLLMENTS} = 2, next_step_at = null, status = 'completed', finished_at = now() ${OF_CAMPAIGNS}`,
  ],
};

/** Statements and CPU of the whole system while 2,000 active campaigns over 10,000 sending accounts have nothing to do. */
export async function run(): Promise<void> {
  const statements = new StatementCounter();
  const system = await startBenchSystem();
  try {
    const template = await launchTemplate(system, 9);
    const campaigns = await copyCampaigns(system, template, CAMPAIGNS);
    await arrange(system, campaigns);
    await release(system, campaigns);
    await settled(system);
    await measure(system, statements);
  } finally {
    await system.stop();
  }
}

async function arrange({ database }: BenchSystem, campaigns: readonly string[]): Promise<void> {
  const kinds = Object.values(KINDS);
  for (const [n, updates] of kinds.entries()) {
    const ofKind = campaigns.filter((_, place) => place % kinds.length === n);
    for (const sql of updates) await database.query(sql, [ofKind]);
  }
  // else PostgreSQL cleans up after these updates within the measured minute
  await database.query('vacuum analyze');
}

/** Waits until each campaign was examined: one that sleeps through the minute would cost nothing. */
async function settled(system: BenchSystem): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const { rows } = await system.database.query<{ n: number }>(
      'select count(*)::int as n from dispatcher.campaign_send_state where not held and wake_at < now()',
    );
    if (rows[0]?.n === 0 || performance.now() > deadline) break;
    await pause(500);
  }
  await pause(QUIET_BEFORE_MS);
}

async function measure(system: BenchSystem, statements: StatementCounter): Promise<void> {
  const before = { cpu: system.cpu(), server: await serverCounts(system) };
  statements.reset();
  await pause(SECONDS * 1_000);
  const [total, top] = [statements.total, statements.top(14)];
  const [cpu, after] = [cpuBetween(before.cpu, system.cpu()), await serverCounts(system)];
  const { rows } = await system.database.query<{ n: number }>(
    `select count(*)::int as n from campaigns.campaign where status = 'active'`,
  );

  const accounts = (CAMPAIGNS * ACCOUNTS_PER_CAMPAIGN).toLocaleString('en-US');
  console.log(
    `\n${rows[0]?.n} active campaigns over ${accounts} sending accounts, ${SECONDS} s, a fifth each waiting for`,
  );
  console.log(`  ${Object.keys(KINDS).join('; ')}`);
  print('statements/s', total / SECONDS);
  print('transactions/s', (after.transactions - before.server.transactions) / SECONDS);
  print('connections opened', after.sessions - before.server.sessions);
  const share = (seconds: number): number => (seconds * 100) / SECONDS;
  if (cpu === null) console.log('  CPU: not available on this platform');
  else {
    print('CPU, % of a core', share(cpu.application + cpu.postgres + cpu.nats));
    for (const [name, seconds] of Object.entries(cpu)) print(`  ${name}`, share(seconds));
  }
  console.log('  the most frequent statements, per second');
  for (const [name, count] of top) console.log(`  ${(count / SECONDS).toFixed(2).padStart(10)}  ${name}`);
  console.log('');
}

const print = (what: string, value: number): void =>
  console.log(`  ${what.padEnd(24)}${value.toFixed(1).padStart(10)}`);

async function serverCounts({ database }: BenchSystem) {
  const { rows } = await database.query<{ transactions: number; sessions: number }>(
    `select sum(xact_commit + xact_rollback)::float8 as transactions, sum(sessions)::float8 as sessions
     from pg_stat_database`,
  );
  return rows[0] ?? { transactions: NaN, sessions: NaN };
}
