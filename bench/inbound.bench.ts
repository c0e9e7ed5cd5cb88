import { setTimeout as pause } from 'node:timers/promises';
import { InboundBed } from './inbound-bed.js';
import { percentile } from './percentile.js';

const MAILBOXES = 500;
const IDLE_SECONDS = 60;
const MAILS = 1_000;
const MAILS_PER_SECOND = 20;

/** Memory and CPU of `inbound` while 500 mailboxes are silent, and the time from a mail's arrival until it is received for good. */
export async function run(): Promise<void> {
  const bed = await InboundBed.start();
  try {
    const empty = bed.service.residentMegabytes;
    const openedIn = await seconds(() => bed.openMailboxes(MAILBOXES));
    await pause(10_000); // garbage of the logins
    const { cpu, peak } = await idle(bed);
    const delays = await deliver(bed);

    console.log(`\nThe service inbound with ${MAILBOXES} mailboxes over IMAP`);
    print('all mailboxes are open after', `${openedIn.toFixed(1)} s`);
    print('resident memory, without and with them', `${empty} MB, ${peak} MB`);
    print('CPU while they are silent', `${((cpu / IDLE_SECONDS) * 100).toFixed(2)} % of a core`);
    print(
      `until a mail is received, p50 and p95 of ${MAILS}`,
      `${percentile(delays, 50)} ms, ${percentile(delays, 95)} ms`,
    );
    print('resident memory afterwards', `${bed.service.residentMegabytes} MB`);
    console.log('');
  } finally {
    await bed.stop();
  }
}

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(52)}${value}`);

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

async function idle(bed: InboundBed): Promise<{ cpu: number; peak: number }> {
  const start = bed.service.cpuSeconds;
  let peak = 0;
  for (let second = 0; second < IDLE_SECONDS; second += 1) {
    await pause(1_000);
    peak = Math.max(peak, bed.service.residentMegabytes);
  }
  return { cpu: bed.service.cpuSeconds - start, peak };
}

/** The milliseconds that each mail took, one after the other at a steady rate. */
async function deliver(bed: InboundBed): Promise<number[]> {
  const delays: Promise<number>[] = [];
  for (let n = 0; n < MAILS; n += 1) {
    delays.push(bed.deliver(n % MAILBOXES));
    await pause(1_000 / MAILS_PER_SECOND);
  }
  return Promise.all(delays);
}
