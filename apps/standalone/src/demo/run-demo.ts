import { setTimeout as pause } from 'node:timers/promises';
import { CampaignResource, type WorkspaceCreated } from '#contracts';
import type { Home } from '../home.js';
import { DEMO_CONTACTS, demoSequence } from './demo-people.js';
import { fillDemoWorkspace, StoredDemo, type Demo, type DemoMailbox } from './demo-workspace.js';
import { reconcileDemo, type DemoReconciliation } from './reconcile-demo.js';
import { progressLine, summaryTable, tryIt } from './report.js';
import { RestClient } from './rest-client.js';

/** The demo of an earlier start is here. */
export const DEMO_FILE = 'demo.json';
const POLL_MS = 400;
const SETTLE_MS = 60_000;

interface DemoOptions {
  readonly home: Home;
  readonly baseUrl: string;
  readonly mailbox: DemoMailbox;
  readonly createWorkspace: () => Promise<WorkspaceCreated>;
  readonly print: (line: string) => void;
  /** Redraws the last line on a terminal; prints it every few seconds elsewhere. */
  readonly progress: (line: string) => void;
  readonly stopping: AbortSignal;
}

/** Creates the demo at the first start, continues it at later starts, and ends with the reconciliation. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const demo = await openDemo(options);
  const rest = new RestClient(demo.base_url, demo.api_key);
  const campaign = await rest.get(CampaignResource, `campaigns/${demo.campaign_id}/`);
  if (campaign.status === 'draft') await rest.act(`campaigns/${demo.campaign_id}/launch/`);

  if (await untilCompleted(rest, demo, options)) {
    const reconciliation = await finalReconciliation(rest, demo, options.stopping);
    options.print(summaryTable(reconciliation));
  }
  options.print(tryIt(demo));
}

/** Writes `demo.json` before the launch: a kill in between must not cause a second campaign to the same contacts. */
async function openDemo({ home, baseUrl, mailbox, createWorkspace, print }: DemoOptions): Promise<Demo> {
  const stored = await home.read(StoredDemo, DEMO_FILE);
  if (stored !== undefined) {
    const demo = { ...stored, base_url: baseUrl, mailbox_url: mailbox.url, smtp_port: mailbox.smtpPort };
    await home.write(DEMO_FILE, demo);
    return demo;
  }
  print(
    `Making the demo workspace: ${DEMO_CONTACTS} contacts and a sequence of ${demoSequence.steps.length} steps.`,
  );
  const made = await fillDemoWorkspace(await createWorkspace(), baseUrl, mailbox);
  await home.write(DEMO_FILE, made);
  return made;
}

/** False when the process stops first, or when a user paused the campaign. */
async function untilCompleted(rest: RestClient, demo: Demo, options: DemoOptions): Promise<boolean> {
  const expected = DEMO_CONTACTS * demoSequence.steps.length;
  while (!options.stopping.aborted) {
    const campaign = await rest.get(CampaignResource, `campaigns/${demo.campaign_id}/`);
    options.progress(progressLine(campaign.status, campaign.metrics, expected));
    if (campaign.status !== 'active') return campaign.status === 'completed';
    await pause(POLL_MS);
  }
  return false;
}

/** Recipients react for some seconds after the last message; figures and webhooks lag by seconds. A difference that stays is shown. */
async function finalReconciliation(
  rest: RestClient,
  demo: Demo,
  stopping: AbortSignal,
): Promise<DemoReconciliation> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const reconciliation = await reconcileDemo(rest, demo);
    const settled = reconciliation.pending === 0 && reconciliation.differences.length === 0;
    if (settled || stopping.aborted || Date.now() > until) return reconciliation;
    await pause(1_000);
  }
}
