import {
  BulkContactsResult,
  CampaignResource,
  GatePolicyView,
  SegmentView,
  SendingAccountView,
  SequenceView,
  WorkspaceCreated,
} from '#contracts';
import { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

export const ADMIN_TOKEN = 'operator-token-of-the-tests';
const DAY_MS = 86_400_000;

/** A new workspace for one test, and a client with its key. */
export async function createWorkspace(baseUrl: string): Promise<RestClient> {
  const response = await fetch(`${baseUrl}/api/v1/admin/workspaces/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'Under test',
      time_zone: 'UTC',
      owner: { email: `owner-${crypto.randomUUID()}@example.com`, password: 'correct horse battery' },
    }),
  });
  if (response.status !== 201) throw new Error(`no workspace: ${response.status} ${await response.text()}`);
  const { api_key } = WorkspaceCreated.parse(await response.json());
  return new RestClient(baseUrl, api_key);
}

export interface SendingAccountOptions {
  readonly count?: number;
  readonly smtpPort: number;
  readonly dailySendLimit?: number;
  /** Days of warmup: from 14 on, with this reputation, the account is at stage 3, which the gate counts. */
  readonly daysWarming?: number;
  readonly now?: Date;
  /** The IMAP server of an account; none by default. */
  readonly imap?: (email: string) => Record<string, unknown>;
}

/** Sending accounts at stage 3 or above; enough for the gate by default. */
export async function createSendingAccounts(
  rest: RestClient,
  {
    count = 20,
    smtpPort,
    dailySendLimit = 10_000,
    daysWarming = 40,
    now = new Date(),
    imap,
  }: SendingAccountOptions,
): Promise<string[]> {
  const started_at = new Date(now.getTime() - daysWarming * DAY_MS).toISOString();
  const accounts = await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const email = `account-${index}@${crypto.randomUUID().slice(0, 8)}.example`;
      return rest.post(SendingAccountView, 'sending-accounts/', {
        email,
        ...(imap && { imap: imap(email) }),
        display_name: `Account ${index}`,
        smtp: {
          host: '127.0.0.1',
          port: smtpPort,
          secure: false,
          require_tls: false,
          user: `account-${index}`,
          password: 'sesame',
        },
        daily_send_limit: dailySendLimit,
        time_zone: 'UTC',
        warmup: { started_at, cumulative_sends: 900 },
        reputation: 92,
        authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
      });
    }),
  );
  return accounts.map((account) => account.id);
}

/** Contacts with new addresses; the mailbox refuses the first `gone` of them, for which nothing is paused. */
export async function createContacts(rest: RestClient, size: number, { gone = 0 } = {}): Promise<string[]> {
  if (gone > 0) await supervise(rest);
  const tag = crypto.randomUUID().slice(0, 8);
  const contacts = Array.from({ length: size }, (_, index) => ({
    email: `${index < gone ? 'gone.' : ''}person-${index}@${tag}.example`,
    first_name: `Person ${index}`,
    company: { name: `Company ${index % 7}` },
  }));
  for (let start = 0; start < size; start += 1_000) {
    const chunk = contacts.slice(start, start + 1_000);
    const result = await rest.post(BulkContactsResult, 'contacts/bulk/', { contacts: chunk });
    if (result.created !== chunk.length) throw new Error(`only ${result.created} of ${chunk.length} created`);
  }
  return contacts.map((contact) => contact.email);
}

/** Bad figures of the workspace raise alerts, and neither pause nor slow anything: few messages are a bad rate soon. */
export const supervise = (rest: RestClient): Promise<unknown> =>
  rest.patch(GatePolicyView, 'deliverability/policy/', { mode: 'supervised', warmup_ramp: false });

/** Two steps; the second is due right after the first by default. */
export const createSequence = (rest: RestClient, { delayMinutes = 0 } = {}): Promise<SequenceView> =>
  rest.post(SequenceView, 'sequences/', {
    name: 'Two steps',
    steps: [
      { subject: 'Hello {{ first_name }}', body_html: '<p>First, {{ company.name }}</p>' },
      { delay_value: delayMinutes, delay_unit: 'minutes', body_html: '<p>Second</p>' },
    ],
  });

/** A draft for all contacts of the workspace; by default at any hour, without gaps or limits that bind. */
export async function createCampaign(
  rest: RestClient,
  accounts: readonly string[],
  settings: Record<string, unknown> = {},
  { delayMinutes = 0 } = {},
): Promise<CampaignResource> {
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Everybody',
    conditions: { everybody: true },
  });
  const sequence = await createSequence(rest, { delayMinutes });
  return rest.post(CampaignResource, 'campaigns/', {
    name: 'Under test',
    sequence_id: sequence.id,
    sending_account_ids: accounts,
    contact_filter: { segment_ids: [segment.id] },
    daily_send_limit: 1_000_000,
    max_new_leads_per_day: 1_000_000,
    // an account with two bounces of 20 messages would keep its follow-ups, and no campaign would complete
    min_health_score: 0,
    smart_time_gaps: false,
    send_window_start: 0,
    send_window_end: 24,
    send_days: [1, 2, 3, 4, 5, 6, 7],
    ...settings,
  });
}
