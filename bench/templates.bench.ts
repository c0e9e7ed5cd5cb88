import { setTimeout as pause } from 'node:timers/promises';
import { compose, TemplateWorkers, type ComposeTask } from '#composing';
import { CampaignResource } from '#contracts';
import { addCampaign, addContacts, addSendingAccounts, HTML } from './bench-fixtures.js';
import { startBenchSystem, type BenchSystem } from './bench-system.js';
import { startSink } from './start-sink.js';
import { printTable, timed, type Measurement } from './table.js';

const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 10_000);
const BATCH = 200;
const ROUNDS = 3;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const ENDLESS = '{% assign r = (1..4000000) %}{{ r | has: "x[y[z[x[y[z[x[y[z]]]]]]]]", 1 }}';

/** Messages composed per second in the template threads, and sent per second beside a campaign whose template never ends. */
export async function run(): Promise<void> {
  const composing = await composingInThreads();
  const system = await startBenchSystem();
  const sink = await startSink();
  try {
    printTable('Templates', [composing, await besideAnEndlessTemplate(system, sink.port)]);
  } finally {
    await system.stop();
    await sink.stop();
  }
}

async function composingInThreads(): Promise<Measurement> {
  const workers = new TemplateWorkers();
  const messageText = { subject: 'A question, {{ first_name }}', body_html: HTML, body_text: null };
  const tasks = Array.from({ length: BATCH }, (_, at) => taskOf(messageText, at));
  for (const task of tasks) compose(task, 1_000);
  await workers.compose('ws', tasks);

  const batches = Math.ceil(MESSAGES / BATCH);
  const bare = await timed(async () => {
    for (let batch = 0; batch < batches; batch += 1) for (const task of tasks) compose(task, 1_000);
  });
  const ours = await timed(async () => {
    for (let batch = 0; batch < batches; batch += 1) await workers.compose('ws', tasks);
  });
  await workers.onApplicationShutdown();
  return {
    name: 'composing, batches of 200',
    unit: 'messages/s',
    ours: (batches * BATCH) / ours,
    baseline: (batches * BATCH) / bare,
    baselineName: 'the same in the thread that asks',
  };
}

const taskOf = (messageText: ComposeTask['messageText'], at: number): ComposeTask => ({
  kind: 'compose',
  messageText,
  threadRoot: messageText,
  threadSubject: null,
  scope: { first_name: `Person ${at}`, company: { name: `Company ${at}` }, custom_fields: {} },
  seed: String(at),
  now: 0,
  timeZone: 'UTC',
  additions: {
    footer: { footer: null, postalAddress: null },
    unsubscribeUrl: 'http://127.0.0.1:3000/u/x',
    markup: '<img src="http://127.0.0.1:3000/t/x.gif" width="1" height="1" alt="">',
    findsLinks: true,
  },
  reports: false,
});

/**
 * The rounds alternate, because a machine with other work is not equally fast for a minute. The endless campaign is as
 * large as the usual one and is launched with it, so that the planning of its sends is part of what it costs.
 */
async function besideAnEndlessTemplate(system: BenchSystem, smtpPort: number): Promise<Measurement> {
  await secondsOf(await prepared(system, smtpPort, HTML)); // the first campaign of a process is slower
  let [alone, beside] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone += await secondsOf(await prepared(system, smtpPort, HTML));
    const endless = await prepared(system, smtpPort, ENDLESS);
    const usual = await prepared(system, smtpPort, HTML);
    await endless.launch();
    beside += await secondsOf(usual);
    await endless.pause();
  }
  return {
    name: 'sending beside an endless template',
    unit: 'messages/s',
    ours: (ROUNDS * MESSAGES) / beside,
    baseline: (ROUNDS * MESSAGES) / alone,
    baselineName: 'the same campaign alone',
  };
}

interface PreparedCampaign {
  readonly launch: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly sent: () => Promise<number>;
}

/** A campaign of a workspace of its own, ready for its launch. */
async function prepared(system: BenchSystem, smtpPort: number, html: string): Promise<PreparedCampaign> {
  const rest = await system.newWorkspace();
  const accounts = await addSendingAccounts(rest, smtpPort);
  await addContacts(rest, MESSAGES);
  const { id } = await addCampaign(rest, accounts, EVERY_DAY, html);
  const act = async (action: string): Promise<void> => {
    await rest.act(`campaigns/${id}/${action}/`);
  };
  return {
    launch: () => act('launch'),
    pause: () => act('pause'),
    sent: async () => (await rest.get(CampaignResource, `campaigns/${id}/`)).metrics?.total_sent ?? 0,
  };
}

/** From the launch to the last message. */
const secondsOf = ({ launch, sent }: PreparedCampaign): Promise<number> =>
  timed(async () => {
    await launch();
    while ((await sent()) < MESSAGES) await pause(50);
  });
