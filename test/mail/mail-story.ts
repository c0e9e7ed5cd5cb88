import { createTransport, type SendMailOptions } from 'nodemailer';
import {
  BulkContactsResult,
  CampaignResource,
  SegmentView,
  SendingAccountView,
  SequenceView,
} from '#contracts';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import type { MailServers } from './mail-servers.js';

export const ACCOUNT = 'sales@sender.test';
export const PASSWORD = 'secret';

/** An account that sends by Postfix and is read at Dovecot. */
export const createAccount = (
  rest: RestClient,
  { smtpPort, imapPort }: MailServers,
  password = PASSWORD,
): Promise<SendingAccountView> =>
  rest.post(SendingAccountView, 'sending-accounts/', {
    email: ACCOUNT,
    display_name: 'Sam Sales',
    smtp: { host: '127.0.0.1', port: smtpPort, secure: false, require_tls: false },
    imap: {
      host: '127.0.0.1',
      port: imapPort,
      secure: false,
      require_tls: false,
      user: ACCOUNT,
      password,
    },
    daily_send_limit: 1_000,
  });

/** A running campaign with a follow-up a day later, to these addresses. */
export async function launchCampaign(
  rest: RestClient,
  account: string,
  addresses: readonly string[],
): Promise<string> {
  const contacts = addresses.map((email) => ({ email, first_name: 'Ann' }));
  await rest.post(BulkContactsResult, 'contacts/bulk/', { contacts });
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Everybody',
    conditions: { everybody: true },
  });
  const sequence = await rest.post(SequenceView, 'sequences/', {
    name: 'Two steps',
    steps: [
      { subject: 'A question', body_html: '<p>Hi {{ first_name }}, may I ask you something?</p>' },
      { delay_value: 1, delay_unit: 'days', body_html: '<p>Did this reach you?</p>' },
    ],
  });
  const campaign = await rest.post(CampaignResource, 'campaigns/', {
    name: 'With real servers',
    campaign_type: 'nurture',
    sequence_id: sequence.id,
    sending_account_ids: [account],
    contact_filter: { segment_ids: [segment.id] },
    max_new_leads_per_day: 1_000,
    smart_time_gaps: false,
    send_window_start: 0,
    send_window_end: 24,
    send_days: [1, 2, 3, 4, 5, 6, 7],
  });
  await rest.act(`campaigns/${campaign.id}/launch/`);
  return campaign.id;
}

/** Hands a mail to Postfix, as another mail server would. */
export async function deliver({ smtpPort }: MailServers, mail: SendMailOptions): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
  await transport.sendMail(mail);
  transport.close();
}
