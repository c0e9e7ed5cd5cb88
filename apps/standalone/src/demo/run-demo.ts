import { setTimeout as pause } from 'node:timers/promises';
import { CampaignResource, type WorkspaceCreated } from '#contracts';
import type { Home } from '../home.js';
import { DEMO_CONTACTS, demoSequence } from './demo-people.js';
import { Demo, makeDemoWorkspace } from './demo-workspace.js';
import { reckon, type Reckoning } from './reckoning.js';
import { progressLine, summaryTable, tryIt } from './report.js';
import { RestClient } from './rest-client.js';

const DEMO_FILE = 'demo.json';
const POLL_MS = 400;

interface DemoSurroundings {
  readonly home: Home;
  readonly baseUrl: string;
  readonly mailbox: { readonly smtpPort: number; readonly url: string };
  readonly createWorkspace: () => Promise<WorkspaceCreated>;
  readonly print: (line: string) => void;
  /** Redraws the last line on a terminal; prints it now and then elsewhere. */
  readonly progress: (line: string) => void;
  readonly stopping: AbortSignal;
}

/** Makes the demo on the first start, goes on with it on every other, and ends with the reckoning. */
export async function runDemo(around: DemoSurroundings): Promise<void> {
  const demo = await demoOf(around);
  const rest = new RestClient(demo.base_url, demo.api_key);
  const campaign = await rest.get(CampaignResource, `campaigns/${demo.campaign_id}/`);
  if (campaign.status === 'draft') await rest.act(`campaigns/${demo.campaign_id}/launch/`);

  if (await untilCompleted(rest, demo, around)) {
    const reckoning = await settledReckoning(rest, demo, around.stopping);
    around.print(summaryTable(reckoning));
  }
  around.print(tryIt(demo));
}

/** `demo.json` is written before the launch: a kill in between must not lead to a second campaign to the same people. */
async function demoOf({ home, baseUrl, mailbox, createWorkspace, print }: DemoSurroundings): Promise<Demo> {
  const kept = await home.read(Demo, DEMO_FILE);
  if (kept !== undefined) {
    const here = { ...kept, base_url: baseUrl, mailbox_url: mailbox.url };
    await home.write(DEMO_FILE, here);
    return here;
  }
  print(
    `Making the demo workspace: ${DEMO_CONTACTS} contacts and a sequence of ${demoSequence.steps.length} steps.`,
  );
  const made = await makeDemoWorkspace(await createWorkspace(), baseUrl, mailbox);
  await home.write(DEMO_FILE, made);
  return made;
}

/** False when the process is asked to stop first, or somebody paused the campaign by hand. */
async function untilCompleted(rest: RestClient, demo: Demo, around: DemoSurroundings): Promise<boolean> {
  const expected = DEMO_CONTACTS * demoSequence.steps.length;
  while (!around.stopping.aborted) {
    const campaign = await rest.get(CampaignResource, `campaigns/${demo.campaign_id}/`);
    around.progress(progressLine(campaign.status, campaign.metrics, expected));
    if (campaign.status !== 'active') return campaign.status === 'completed';
    await pause(POLL_MS);
  }
  return false;
}

/** Opens trickle in for a little while after the last message: wait until the figures stand still. */
async function settledReckoning(rest: RestClient, demo: Demo, stopping: AbortSignal): Promise<Reckoning> {
  let last = '';
  for (;;) {
    const reckoning = await reckon(rest, demo.campaign_id, demo.mailbox_url);
    const figures = JSON.stringify(reckoning.campaign.metrics);
    if (figures === last || stopping.aborted) return reckoning;
    last = figures;
    await pause(2_500);
  }
}
