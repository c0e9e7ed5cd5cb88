import { setTimeout as pause } from 'node:timers/promises';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import {
  ACCOUNTS_PER_CAMPAIGN,
  CONTACTS_PER_CAMPAIGN,
  copyCampaigns,
  DAILY_LIMIT_OF_ACCOUNT,
  launchTemplate,
  release,
  type Template,
} from './campaign-copies.js';
import { cpuBetween } from './cpu.js';
import { startSink } from './start-sink.js';
import { StatementCounter } from './statement-counter.js';

const CAMPAIGNS = 1_000;
/** Contacts per campaign that got the first message yesterday; their second message is due soon. */
const FOLLOW_UPS = 5;

/** `--minutes 2` for a short run. */
const minutes = (): number => {
  const place = process.argv.indexOf('--minutes');
  return place === -1 ? 10 : Number(process.argv[place + 1]);
};

/**
 * The state of accounts during a day: each has as many of its 60 messages left as the rest of the day needs, so that its
 * gaps are 24 minutes on average, and 5,000 accounts send 3.5 messages/s. Their first gaps end spread over 24 minutes.
 */
const MID_DAY = [
  `update dispatcher.campaign_send_state set open_from = now() - interval '1 hour',
     open_until = greatest(date_trunc('day', now()) + interval '1 day', now() + interval '1 hour'),
     send_days = '{1,2,3,4,5,6,7}', day_resets_at = '-infinity' where campaign_id = any ($1::uuid[])`,
  `update dispatcher.account_state l set day_resets_at = open_until, next_at = now() + random() * interval '24 minutes',
     sent_today = l.daily_limit - ceil(l.daily_limit * extract(epoch from open_until - now()) / 86400)
   from dispatcher.campaign_account c join dispatcher.campaign_send_state p using (campaign_id)
   where c.account_id = l.account_id and campaign_id = any ($1::uuid[])`,
  `update dispatcher.send set due_at = now() where campaign_id = any ($1::uuid[])`,
  `update campaigns.campaign set send_days = '{1,2,3,4,5,6,7}' where id = any ($1::uuid[])`,
];

/** `$2` step 1, `$3` step 2, `$4` how many of each campaign. */
const SECOND_STEPS = [
  `create temporary table follow_up as
   select * from (
     select s.id, s.campaign_id, s.enrollment_id, row_number() over (partition by s.campaign_id order by s.id) as place
     from dispatcher.send s where s.campaign_id = any ($1::uuid[])) numbered where place <= $2`,
  `update dispatcher.send s set status = 'sent', sent_at = now() - interval '1 day', message_id = '<' || s.id || '@fleet.example>',
     subject = 'A question', account_id = (
       select account_id from dispatcher.campaign_account c where c.campaign_id = s.campaign_id order by account_id
       offset f.place - 1 limit 1)
   from follow_up f where f.id = s.id`,
  `insert into dispatcher.send
   select copy.* from dispatcher.send original join follow_up f using (id),
     jsonb_populate_record(original, jsonb_build_object('id', dispatcher.uuid_v7(), 'step_id', $1::uuid, 'step_number', 2,
       'status', 'scheduled', 'sent_at', null, 'message_id', null, 'subject', null,
       'due_at', now() + random() * interval '20 minutes')) copy`,
  `update enrollment.enrollment e set current_step = 1, awaiting_step = 2, last_sent_at = now() - interval '1 day'
   from follow_up f where f.enrollment_id = e.id`,
];

/** Records when an account's gap ended and when it was claimed: the product does not keep the former. */
const WATCH = `
  create table dispatcher.bench_claim (account_id uuid, free_at timestamptz, at timestamptz default clock_timestamp());
  create function dispatcher.bench_note() returns trigger language plpgsql as $$
  begin
    insert into dispatcher.bench_claim (account_id, free_at) values (old.account_id, old.next_at);
    return null;
  end $$;
  create trigger bench_note after update of next_at on dispatcher.account_state
    for each row when (new.next_at > old.next_at) execute function dispatcher.bench_note()`;

const LATENESS = `
  with claim as (
    select *, row_number() over (partition by account_id order by at) as n from dispatcher.bench_claim
  ), sent as (
    select account_id, due_at, sent_at, row_number() over (partition by account_id order by sent_at) as n
    from dispatcher.send where status = 'sent' and sent_at >= $1
  ), late as (
    select extract(epoch from sent_at - greatest(due_at, free_at))::float8 as s,
      extract(epoch from at - greatest(due_at, free_at))::float8 as claimed
    from sent join claim using (account_id, n)
  )
  select count(*)::int as sent, percentile_cont(0.5) within group (order by s) as p50,
    percentile_cont(0.95) within group (order by s) as p95, max(s) as max,
    percentile_cont(0.5) within group (order by claimed) as c50, percentile_cont(0.95) within group (order by claimed) as c95,
    max(claimed) as cmax
  from late`;

const OVERDUE = `
  select count(*)::int as n from dispatcher.campaign_send_state where not held and wake_at < now() - interval '1 second'`;

/** The delays and the cost of messages of 1,000 campaigns over 5,000 sending accounts with gaps. */
export async function run(): Promise<void> {
  const statements = new StatementCounter();
  const system = await startBenchSystem();
  const sink = await startSink();
  try {
    const template = await launchTemplate(system, sink.port);
    const campaigns = await copyCampaigns(system, template, CAMPAIGNS);
    await arrange(system, campaigns, template);
    await release(system, campaigns);
    await pause(2_000);
    await system.until(OVERDUE, [], 0); // the first look at each of a thousand campaigns is no part of the minutes
    await pause(15_000);
    await measure(system, statements, minutes());
  } finally {
    await system.stop();
    await sink.stop();
  }
}

async function arrange({ database }: BenchSystem, campaigns: string[], { steps }: Template): Promise<void> {
  for (const sql of MID_DAY) await database.query(sql, [campaigns]);
  const [makeTable = '', ...rest] = SECOND_STEPS;
  await database.query(makeTable.replace('$2', String(FOLLOW_UPS)), [campaigns]);
  for (const sql of rest) await database.query(sql, sql.includes('$1') ? [steps[1]] : []);
  await database.query(WATCH);
  for (const table of ['dispatcher.account_state', 'dispatcher.send', 'enrollment.enrollment'])
    await database.query(`vacuum analyze ${table}`);
}

async function measure(system: BenchSystem, statements: StatementCounter, length: number): Promise<void> {
  const { database } = system;
  const { rows: clock } = await database.query<{ now: Date }>('select now()');
  await database.query('truncate dispatcher.bench_claim');
  const [start, sessions] = [system.cpu(), await sessionsOf(system)];
  statements.reset();
  await pause(length * 60_000);
  const [total, top] = [statements.total, statements.top(16)];
  const cpu = cpuBetween(start, system.cpu());
  const opened = (await sessionsOf(system)) - sessions;
  const { rows } = await database.query<
    Record<'sent' | 'p50' | 'p95' | 'max' | 'c50' | 'c95' | 'cmax', number>
  >(LATENESS, [clock[0]?.now]);
  const [late] = rows;
  if (late === undefined || late.sent === 0) throw new Error('nothing was sent');
  const { sent } = late;

  const accounts = (CAMPAIGNS * ACCOUNTS_PER_CAMPAIGN).toLocaleString('en-US');
  console.log(`\n1,000 campaigns over ${accounts} sending accounts with gaps, ${length} min`);
  console.log(
    `  ${DAILY_LIMIT_OF_ACCOUNT} messages a day each, ${CONTACTS_PER_CAMPAIGN} contacts a campaign, ${FOLLOW_UPS} of them with a follow-up`,
  );
  print('messages sent', String(sent));
  print('messages/s', (sent / length / 60).toFixed(2));
  const ms = (seconds: number): string => `${Math.round(seconds * 1_000)} ms`;
  print('late: p50, p95, max', [late.p50, late.p95, late.max].map(ms).join(', '));
  print('claimed late, the same', [late.c50, late.c95, late.cmax].map(ms).join(', '));
  print('connections opened', String(opened));
  print('statements per message', (total / sent).toFixed(1));
  for (const [name, count] of top) print(`  ${(count / sent).toFixed(2)}`, name);
  if (cpu === null) console.log('  CPU: not available on this platform\n');
  else {
    const per1000 = (seconds: number): string => ((seconds * 1_000) / sent).toFixed(2);
    print('CPU s per 1,000 messages', per1000(cpu.application + cpu.postgres + cpu.nats));
    for (const [name, seconds] of Object.entries(cpu)) print(`  ${name}`, per1000(seconds));
    console.log('');
  }
}

const print = (what: string, value: string): void => console.log(`  ${what.padEnd(28)}${value}`);

async function sessionsOf({ database }: BenchSystem): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'select sum(sessions)::float8 as n from pg_stat_database',
  );
  return rows[0]?.n ?? NaN;
}
