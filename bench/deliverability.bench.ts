import { setTimeout as pause } from 'node:timers/promises';
import {
  CheckGate,
  EmailBounced,
  EmailOpened,
  EmailSent,
  EmailSpamComplaint,
  RebuildHealth,
  type EventContract,
  type EventOf,
} from '#contracts';
import { newId, type Id } from '#kernel';
import { makeEvent } from '#messaging';
import { DeliverabilityBed } from './deliverability-bed.js';
import { percentile } from './percentile.js';
import { printTable, timed } from './table.js';

const ACCOUNTS = Number(process.env['BENCH_ACCOUNTS'] ?? 1_000);
const EVENTS = Number(process.env['BENCH_EVENTS'] ?? 1_000_000);
const EVENTS_PER_MESSAGE = 250;
const STEADY_EVENTS_PER_SECOND = 1_000;
const PHASE_SECONDS = 15;
const GATE_PAUSE_MS = 25;
const DAYS = 7;
const ACCOUNTS_PER_CAMPAIGN = 5;

interface Fleet {
  readonly workspace: Id<'ws'>;
  readonly accounts: readonly Id<'ea'>[];
  readonly campaigns: readonly Id<'camp'>[];
}

/** The health of 1,000 accounts from 1,000,000 events, beside a consumer that only acknowledges, and the gate meanwhile. */
export async function run(): Promise<void> {
  const bed = await DeliverabilityBed.start();
  try {
    await bed.startService();
    const fleet = withCampaigns(await bed.addAccounts(ACCOUNTS));
    await bed.everythingIsComputed();
    await bed.database.query('analyze'); // as PostgreSQL does by itself within a minute
    await gateDuring(bed, fleet, () => pause(3_000)); // compiled code and connections
    const idle = await gateDuring(bed, fleet, () => pause(PHASE_SECONDS * 1_000));
    const steady = await gateDuring(bed, fleet, () => publishSteadily(bed, fleet));
    await bed.everythingIsHandled();
    await bed.stopService();

    await publish(bed, fleet, EVENTS);
    const bare = await timed(() => bed.onlyAcknowledge());
    await bed.startService();
    let handled = 0;
    const backlog = await gateDuring(bed, fleet, async () => {
      handled = await timed(() => bed.everythingIsHandled());
    });
    let rebuilt = 0;
    const rebuilding = await gateDuring(bed, fleet, async () => {
      rebuilt = await timed(() => rebuild(bed));
    });

    printTable(`The health of ${ACCOUNTS} sending accounts, ${EVENTS.toLocaleString('en-US')} events`, [
      {
        name: 'projected',
        unit: 'events/s',
        ours: EVENTS / handled,
        baseline: EVENTS / bare,
        baselineName: 'a consumer of the same stream that only acknowledges',
      },
    ]);
    print('the gate while nothing comes', idle);
    print(`the gate beside ${STEADY_EVENTS_PER_SECOND} events/s`, steady);
    print('the gate beside the whole backlog', backlog);
    print('the gate beside a rebuild', rebuilding);
    console.log(`  a rebuild of everything took ${rebuilt.toFixed(1)} s\n`);
  } finally {
    await bed.stop();
  }
}

const print = (name: string, times: readonly number[]): void =>
  console.log(
    `  ${name.padEnd(40)}p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms, of ${times.length}`,
  );

const withCampaigns = (fleet: Omit<Fleet, 'campaigns'>): Fleet => ({
  ...fleet,
  campaigns: Array.from({ length: Math.ceil(fleet.accounts.length / ACCOUNTS_PER_CAMPAIGN) }, () =>
    newId('camp'),
  ),
});

/** The milliseconds of each request to the gate, one after the other, while the work lasts. */
async function gateDuring(
  bed: DeliverabilityBed,
  fleet: Fleet,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  const done = new AbortController();
  const working = work().finally(() => done.abort());
  while (!done.signal.aborted) {
    const start = performance.now();
    await bed.stubs.rpc.request(CheckGate, {
      workspace_id: fleet.workspace,
      sending_account_ids: fleet.accounts.slice(0, 20),
      min_health_score: 70,
    });
    times.push(performance.now() - start);
    await pause(GATE_PAUSE_MS);
  }
  await working;
  return times;
}

async function rebuild(bed: DeliverabilityBed): Promise<void> {
  let after: Id<'ea'> | null = null;
  do {
    const range: { next: Id<'ea'> | null } = await bed.stubs.rpc.request(RebuildHealth, { after });
    after = range.next;
  } while (after !== null);
  await bed.everythingIsComputed();
}

async function publishSteadily(bed: DeliverabilityBed, fleet: Fleet): Promise<void> {
  for (let second = 0; second < PHASE_SECONDS * 4; second += 1) {
    await publish(bed, fleet, STEADY_EVENTS_PER_SECOND / 4);
    await pause(250);
  }
}

/** In the order of their times, as outboxes publish them: of 100 events 62 are sends, 2 bounces, 36 opens; complaints are rare. */
async function publish(bed: DeliverabilityBed, fleet: Fleet, count: number): Promise<void> {
  const start = Date.now() - DAYS * 86_400_000;
  for (let first = 0; first < count; first += EVENTS_PER_MESSAGE) {
    const size = Math.min(EVENTS_PER_MESSAGE, count - first);
    const at = new Date(start + (first / count) * DAYS * 86_400_000);
    await bed.stubs.publish(...batchOf(fleet, first / EVENTS_PER_MESSAGE, size, at));
  }
}

/** The messages of the last sends, which are opened. */
const recent: { send: Id<'send'>; account: number }[] = [];

function batchOf(
  fleet: Fleet,
  place: number,
  size: number,
  at: Date,
): [EventContract, EventOf<EventContract>[]] {
  const turn = place % 50;
  const contract =
    turn === 0 && place % 1_000 === 0
      ? EmailSpamComplaint
      : turn === 1
        ? EmailBounced
        : turn % 11 < 4
          ? EmailOpened
          : EmailSent;
  const events = Array.from({ length: size }, (_, n) => eventOf(contract, fleet, place * size + n, at));
  return [contract, events];
}

function eventOf(contract: EventContract, fleet: Fleet, n: number, at: Date): EventOf<EventContract> {
  const known = contract === EmailSent ? undefined : recent[n % Math.max(1, recent.length)];
  const { send, account } = known ?? { send: newId('send'), account: n % fleet.accounts.length };
  if (contract === EmailSent) recent[n % 20_000] = { send, account };
  const [account_id] = fleet.accounts.slice(account, account + 1);
  const [campaign] = fleet.campaigns.slice(Math.floor(account / ACCOUNTS_PER_CAMPAIGN));
  return makeEvent(contract, {
    service: 'dispatcher',
    workspaceId: fleet.workspace,
    time: at,
    data: {
      send_id: send,
      campaign_id: campaign,
      enrollment_id: ENROLLMENT,
      contact_id: CONTACT,
      step_id: STEP,
      step_number: 1,
      at: at.toISOString(),
      email: 'person@receiver.example',
      sending_account_id: account_id,
      ...(contract === EmailSent && { message_id: '<m@sender.example>', subject: 'A question' }),
      ...(contract === EmailOpened && { machine: false }),
      ...(contract === EmailBounced && { hard: true, refusal: REFUSAL }),
    },
  });
}

const [ENROLLMENT, CONTACT, STEP] = [newId('enr'), newId('cont'), newId('step')];
const REFUSAL = { code: 'mailbox_unavailable', smtp_code: 550, enhanced_code: '5.1.1', message: 'gone' };
