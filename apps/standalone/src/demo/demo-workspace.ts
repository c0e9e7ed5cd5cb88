import { z } from 'zod';
import {
  BulkContactsResult,
  CampaignResource,
  GatePolicyView,
  SegmentView,
  SendingAccountView,
  SequenceView,
  type WorkspaceCreated,
} from '#contracts';
import {
  DEMO_ACCOUNTS,
  DEMO_CONTACTS,
  demoAccount,
  demoContact,
  demoSequence,
  type SmtpAddress,
} from './demo-people.js';
import { createWebhook, type DemoReceiver } from './demo-webhook.js';
import { RestClient } from './rest-client.js';

/** The content of `demo.json`: everything that a user needs to continue by hand. */
export const Demo = z.object({
  base_url: z.string(),
  api_key: z.string(),
  workspace_id: z.string(),
  sequence_id: z.string(),
  segment_id: z.string(),
  sending_account_ids: z.array(z.string()),
  campaign_id: z.string(),
  /** Null in a workspace of an earlier version, which made none. */
  webhook_id: z.string().nullable(),
  /** Signs what the webhook brings to the mailbox. */
  webhook_secret: z.string().nullable(),
  mailbox_url: z.string(),
  /** The SMTP server of the mailbox, on 127.0.0.1. */
  smtp_port: z.number().int(),
});
export type Demo = z.infer<typeof Demo>;

/** Earlier versions wrote no `smtp_port` and no webhook; the addresses are those of the present start in any case. */
export const StoredDemo = Demo.omit({ smtp_port: true }).extend({
  webhook_id: Demo.shape.webhook_id.default(null),
  webhook_secret: Demo.shape.webhook_secret.default(null),
});

/** The mailbox of the present start, as far as the demo needs it. */
export interface DemoMailbox extends DemoReceiver {
  readonly smtpPort: number;
}

/** Fills the workspace. The campaign stays a draft: it is launched after `demo.json` is written. */
export async function fillDemoWorkspace(
  { workspace_id, api_key }: WorkspaceCreated,
  baseUrl: string,
  mailbox: DemoMailbox,
): Promise<Demo> {
  const rest = new RestClient(baseUrl, api_key);
  const campaign = await createDemoCampaign(rest, { host: '127.0.0.1', port: mailbox.smtpPort });
  const webhook = await createWebhook(rest, mailbox);
  return {
    base_url: baseUrl,
    api_key,
    workspace_id,
    ...campaign,
    webhook_id: webhook.id,
    webhook_secret: webhook.signing_secret,
    mailbox_url: mailbox.url,
    smtp_port: mailbox.smtpPort,
  };
}

/** The draft of a campaign to new contacts, and everything that it needs. */
export async function createDemoCampaign(
  rest: RestClient,
  smtp: SmtpAddress,
  size = DEMO_CONTACTS,
): Promise<Pick<Demo, 'sequence_id' | 'segment_id' | 'sending_account_ids' | 'campaign_id'>> {
  // Two bounces of 28 messages are a rate that stops an account, one complaint of 300 people a rate that pauses a
  // campaign, and the demo has to go on.
  const policy = { mode: 'supervised', warmup_ramp: false };
  await rest.patch(GatePolicyView, 'deliverability/policy/', policy);
  const accounts = await createAccounts(rest, smtp);
  await createContacts(rest, size);
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Demo: everybody',
    conditions: { everybody: true },
  });
  const sequence = await rest.post(SequenceView, 'sequences/', demoSequence);
  const campaign = await rest.post(CampaignResource, 'campaigns/', {
    name: 'Demo campaign',
    campaign_type: 'cold_outreach',
    sequence_id: sequence.id,
    sending_account_ids: accounts,
    contact_filter: { segment_ids: [segment.id] },
    daily_send_limit: 5_000,
    max_new_leads_per_day: 1_000,
    min_health_score: 0,
    // the demo sends at any hour and without gaps
    smart_time_gaps: false,
    send_window_start: 0,
    send_window_end: 24,
    send_days: [1, 2, 3, 4, 5, 6, 7],
  });
  return {
    sequence_id: sequence.id,
    segment_id: segment.id,
    sending_account_ids: accounts,
    campaign_id: campaign.id,
  };
}

async function createAccounts(rest: RestClient, smtp: SmtpAddress): Promise<string[]> {
  const now = new Date();
  const made = await Promise.all(
    Array.from({ length: DEMO_ACCOUNTS }, (_, index) =>
      rest.post(SendingAccountView, 'sending-accounts/', demoAccount(index, smtp, now)),
    ),
  );
  return made.map((account) => account.id);
}

async function createContacts(rest: RestClient, size: number): Promise<void> {
  const contacts = Array.from({ length: size }, (_, index) => demoContact(index));
  const result = await rest.post(BulkContactsResult, 'contacts/bulk/', { mode: 'upsert', contacts });
  if (result.failed > 0) throw new Error(`${result.failed} demo contacts were refused`);
}
