import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { CampaignResource } from '#contracts';
import { ACCOUNTS, addCampaign, addContacts, addSendingAccounts, HTML } from './bench-fixtures.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { startSink } from './start-sink.js';
import { printTable, timed, type Measurement } from './table.js';

const ENROLLED = Number(process.env['BENCH_CONTACTS'] ?? 100_000);
const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 10_000);
/** Connections of the dispatcher per sending account; the baseline gets as many in total. */
const CONNECTIONS_PER_ACCOUNT = 2;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Contacts enrolled and messages sent per second, each beside a bare baseline of the same work. */
export async function run(): Promise<void> {
  const system = await startBenchSystem();
  const sink = await startSink();
  try {
    printTable('The pipeline, all services in one process', [
      await enrolling(system, sink.port),
      await sending(system, sink.port),
    ]);
  } finally {
    await system.stop();
    await sink.stop();
  }
}

async function enrolling(system: BenchSystem, smtpPort: number): Promise<Measurement> {
  const rest = await system.newWorkspace();
  const accounts = await addSendingAccounts(rest, smtpPort);
  await addContacts(rest, ENROLLED);
  const notToday = EVERY_DAY.filter((day) => day !== (new Date().getUTCDay() || 7));
  const { id } = await addCampaign(rest, accounts, notToday);

  const ours = await timed(async () => {
    await rest.act(`campaigns/${id}/launch/`);
    while ((await count(system, 'select count(*)::int as n from enrollment.enrollment')) < ENROLLED)
      await pause(20);
  });
  const bare = await bareInsertSelect(system);
  return {
    name: 'enrolling',
    unit: 'contacts/s',
    ours: ENROLLED / ours,
    baseline: ENROLLED / bare,
    baselineName: 'one INSERT … SELECT into the same table and indexes',
  };
}

async function bareInsertSelect({ database }: BenchSystem): Promise<number> {
  await database.query('create table enrollment.bare (like enrollment.enrollment including all)');
  const seconds = await timed(() =>
    database.query('insert into enrollment.bare select * from enrollment.enrollment'),
  );
  await database.query('drop table enrollment.bare');
  return seconds;
}

async function sending(system: BenchSystem, smtpPort: number): Promise<Measurement> {
  const rest = await system.newWorkspace();
  const accounts = await addSendingAccounts(rest, smtpPort);
  await addContacts(rest, MESSAGES);
  const { id } = await addCampaign(rest, accounts, EVERY_DAY);

  const ours = await timed(async () => {
    await rest.act(`campaigns/${id}/launch/`);
    for (;;) {
      const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
      if (metrics?.total_sent === MESSAGES) return;
      await pause(50);
    }
  });
  const bare = await timed(() => bareNodemailer(smtpPort));
  return {
    name: 'launch to last figure',
    unit: 'messages/s',
    ours: MESSAGES / ours,
    baseline: MESSAGES / bare,
    baselineName: 'one nodemailer pool in a loop: same sink, connections and message',
  };
}

async function bareNodemailer(port: number): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: ACCOUNTS * CONNECTIONS_PER_ACCOUNT,
    maxMessages: Infinity,
    ignoreTLS: true,
    auth: { user: 'account', pass: 'sesame' },
  });
  const send = (index: number) =>
    transport.sendMail({
      from: 'Account <account@fleet.example>',
      to: `person-${index}@audience.example`,
      subject: `A question, Person ${index}`,
      html: `${HTML}<img src="http://127.0.0.1:3000/t/${'x'.repeat(160)}.gif" width="1" height="1" alt="">`,
      text: HTML.replace(/<[^>]+>/g, ''),
    });
  // twice as many as the pool has connections: ten thousand promises at once would slow the baseline
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < MESSAGES) await send(next++);
  };
  await Promise.all(Array.from({ length: ACCOUNTS * CONNECTIONS_PER_ACCOUNT * 2 }, worker));
  transport.close();
}

async function count({ database }: BenchSystem, sql: string): Promise<number> {
  const { rows } = await database.query<{ n: number }>(sql);
  return rows[0]?.n ?? 0;
}
