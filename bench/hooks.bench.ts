import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HooksBed, type HookedCampaign } from './hooks-bed.js';
import { HooksLoadResult, type HooksLoad } from './hooks-load.js';

const CAMPAIGNS = 10;
const PER_SECOND = 1_000;
const CONNECTIONS = 32;
const STEPS = 2;
const EVENTS = ['email_sent', 'email_opened', 'link_clicked'] as const;
const WARM_UP_SECONDS = 5;

/** `--seconds 10` for a short run. */
const seconds = (): number => {
  const place = process.argv.indexOf('--seconds');
  return place === -1 ? 30 : Number(process.argv[place + 1]);
};

/** How long platforms wait for the answers to their webhooks, which are durable then, and how fast these become facts. */
export async function run(): Promise<void> {
  const bed = await HooksBed.start();
  try {
    const count = PER_SECOND * (seconds() + WARM_UP_SECONDS);
    const leads = Math.ceil(count / (CAMPAIGNS * STEPS * EVENTS.length));
    const campaigns: HookedCampaign[] = [];
    for (let n = 0; n < CAMPAIGNS; n += 1) campaigns.push(await bed.addCampaign(leads, STEPS));
    await bed.database.query('analyze');
    const hooks = hooksOf(campaigns, leads).slice(0, count);
    const warmUp = hooks.slice(0, PER_SECOND * WARM_UP_SECONDS);
    const before = bed.cpuSeconds;
    const load = { url: bed.url, connections: CONNECTIONS, perSecond: PER_SECOND };
    const result = await send({ ...load, warmUp, hooks: hooks.slice(warmUp.length) });
    const used = bed.cpuSeconds.map((cpu, n) => (cpu - (before[n] ?? 0)) / (seconds() + WARM_UP_SECONDS));
    const [waiting, behindMs] = await drained(bed);

    console.log(`\n${PER_SECOND} hooks a second for ${seconds()} s, over ${CONNECTIONS} connections`);
    print('answered 200, a second', result.perSecond.toFixed(0));
    print('answered otherwise', String(result.failed));
    print('from sending to answer, p50, p95', `${result.p50} ms, ${result.p95} ms`);
    print('p99, max', `${result.p99} ms, ${result.max} ms`);
    print('hooks that waited at the end, handled after', `${waiting}, ${behindMs} ms`);
    print('CPU of gateway and platforms', `${used.map((cores) => cores.toFixed(2)).join(' and ')} cores`);
    print('facts', await factsOf(bed));
  } finally {
    await bed.stop();
  }
}

const print = (name: string, value: string): void => console.log(`  ${name.padEnd(52)}${value}`);

/** Each lead is sent each step, opens it and clicks: in this order, and leads of all campaigns in turn. */
function hooksOf(campaigns: readonly HookedCampaign[], leads: number): HooksLoad['hooks'] {
  const timestamp = new Date().toISOString();
  const steps = Array.from({ length: STEPS }, (_, n) => n + 1);
  return Array.from({ length: leads }, (_, lead) => lead).flatMap((lead) =>
    steps.flatMap((step) =>
      EVENTS.flatMap((event) =>
        campaigns.map((campaign) => ({
          path: `/hooks/instantly/${campaign.token}`,
          body: JSON.stringify(bodyOf(campaign, campaign.emails[lead] ?? '', { event, step, timestamp })),
        })),
      ),
    ),
  );
}

const bodyOf = (
  { platformCampaignId, accountEmail }: HookedCampaign,
  email: string,
  { event, step, timestamp }: { readonly event: string; readonly step: number; readonly timestamp: string },
) => ({
  timestamp,
  event_type: event,
  workspace: 'b3c1f5f0-58a3-4b8e-9d1f-0d9a53a0e7aa',
  campaign_id: platformCampaignId,
  campaign_name: 'Measured',
  lead_email: email,
  email_account: accountEmail,
  step,
  variant: 1,
  is_first: true,
  email_subject: 'A question about compilers',
  email_text: 'A text of a usual length. '.repeat(20),
});

async function send(load: HooksLoad) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('hooks-load.js', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(load));
  return HooksLoadResult.parse(JSON.parse(await text(child.stdout)));
}

/** The hooks that wait at the end of the load, and the milliseconds until none does. */
async function drained({ database }: HooksBed): Promise<[number, number]> {
  const start = performance.now();
  let first: number | undefined;
  for (;;) {
    const { rows } = await database.query<{ n: number }>(
      'select count(*)::int as n from hook where handled_at is null',
    );
    const waiting = rows[0]?.n ?? 0;
    first ??= waiting;
    if (waiting === 0) return [first, Math.round(performance.now() - start)];
    await pause(50);
  }
}

async function factsOf({ database }: HooksBed): Promise<string> {
  const { rows } = await database.query<{ facts: string }>(
    `select concat(count(sent_at), ' sent, ', count(opened_at), ' opened, ', count(clicked_at), ' clicked') as facts
     from message`,
  );
  return rows[0]?.facts ?? '';
}
