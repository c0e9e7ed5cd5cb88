import {
  BulkContactsResult,
  CampaignResource,
  SegmentView,
  SendingAccountView,
  SequenceView,
} from '#contracts';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';

export const ACCOUNTS = 24;

export const HTML =
  '<p>Hi {{ first_name }},</p><p>how does {{ company.name }} keep track of who answered?</p>';

export async function addContacts(rest: RestClient, size: number): Promise<void> {
  for (let start = 0; start < size; start += 1_000) {
    const contacts = Array.from({ length: Math.min(1_000, size - start) }, (_, index) => ({
      email: `person-${start + index}@audience.example`,
      first_name: `Person ${start + index}`,
      company: { name: `Company ${index % 50}`, domain: `company-${index % 50}.example` },
    }));
    await rest.post(BulkContactsResult, 'contacts/bulk/', { contacts });
  }
}

export async function addSendingAccounts(rest: RestClient, smtpPort: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const account = await rest.post(SendingAccountView, 'sending-accounts/', {
      email: `account-${index}@fleet.example`,
      display_name: `Account ${index}`,
      smtp: { host: '127.0.0.1', port: smtpPort, require_tls: false, user: 'account', password: 'sesame' },
      daily_send_limit: 100_000,
      warmup: { started_at: '2020-01-01T00:00:00.000Z', cumulative_sends: 5_000 },
      reputation: 95,
      authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
    });
    ids.push(account.id);
  }
  return ids;
}

/** A draft with one step to all contacts. It does not send today when `send_days` leaves today out. */
export async function addCampaign(
  rest: RestClient,
  accounts: readonly string[],
  sendDays: readonly number[],
  body_html = HTML,
): Promise<CampaignResource> {
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Everybody',
    conditions: { everybody: true },
  });
  const sequence = await rest.post(SequenceView, 'sequences/', {
    name: 'One step',
    steps: [{ subject: 'A question, {{ first_name }}', body_html }],
  });
  return rest.post(CampaignResource, 'campaigns/', {
    name: 'Measured',
    sequence_id: sequence.id,
    sending_account_ids: accounts,
    contact_filter: { segment_ids: [segment.id] },
    daily_send_limit: 1_000_000,
    max_new_leads_per_day: 1_000_000,
    smart_time_gaps: false,
    send_window_start: 0,
    send_window_end: 24,
    send_days: sendDays,
  });
}
