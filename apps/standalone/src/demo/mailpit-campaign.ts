import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CampaignResource, WorkspaceCreated } from '#contracts';
import type { SmtpAddress } from './demo-people.js';
import { createDemoCampaign } from './demo-workspace.js';
import { mailpitContent } from './mailpit.js';
import { reconcileWith, type Reconciliation } from './reconciliation.js';
import { RestClient } from './rest-client.js';

const POLL_MS = 1_000;
/** Messages of a process that was killed come again after half a minute. */
const SETTLE_MS = 90_000;

interface Place {
  readonly apiUrl: string;
  readonly adminToken: string;
  /** Mailpit, as the services reach it. */
  readonly smtp: SmtpAddress;
}

/** A launched campaign of a new workspace. */
export interface MailpitCampaign {
  readonly rest: RestClient;
  readonly id: string;
}

export async function launchIntoMailpit(
  { apiUrl, adminToken, smtp }: Place,
  size?: number,
): Promise<MailpitCampaign> {
  const admin = new RestClient(apiUrl, adminToken);
  const { api_key } = await admin.post(WorkspaceCreated, 'admin/workspaces/', {
    name: 'Demo',
    time_zone: 'UTC',
    owner: { email: `demo-${randomUUID()}@nimbus.example`, password: randomUUID() },
  });
  const rest = new RestClient(apiUrl, api_key);
  const { campaign_id: id } = await createDemoCampaign(rest, smtp, size);
  await rest.act(`campaigns/${id}/launch/`);
  return { rest, id };
}

/** Waits until the campaign is over; `show` sees it every second. */
export async function untilCompleted(
  { rest, id }: MailpitCampaign,
  show: (campaign: CampaignResource) => void,
): Promise<void> {
  for (;;) {
    const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
    show(campaign);
    if (campaign.status === 'completed') return;
    await pause(POLL_MS);
  }
}

/** Compares its figures with Mailpit. Figures lag by seconds; a difference that stays is returned. */
export async function reconcileWithMailpit(
  { rest, id }: MailpitCampaign,
  mailpitUrl: string,
): Promise<Reconciliation> {
  const until = Date.now() + SETTLE_MS;
  for (;;) {
    const reconciliation = await reconcileWith(rest, id, await mailpitContent(mailpitUrl));
    if (reconciliation.differences.length === 0 || Date.now() > until) return reconciliation;
    await pause(POLL_MS);
  }
}
