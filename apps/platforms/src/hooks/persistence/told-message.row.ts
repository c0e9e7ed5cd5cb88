import { idOf, isId, uuidOf } from '#kernel';
import type { ToldLead, ToldMessage } from '../domain/told-lead.js';

/** A message with its lead, as the statements read it. */
export interface ToldMessageRow {
  readonly send_id: string;
  readonly enrollment_id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly contact_id: string;
  readonly email: string;
  readonly step_id: string;
  readonly step_number: number;
  readonly variant: string | null;
  readonly subject: string;
  readonly account_id: string | null;
  readonly message_id: string | null;
  readonly sent_key: string | null;
  readonly sent_at: Date | null;
  readonly opened_at: Date | null;
  readonly machine_opened_at: Date | null;
  readonly clicked_at: Date | null;
  readonly machine_clicked_at: Date | null;
  readonly replied_at: Date | null;
  readonly bounced_at: Date | null;
  readonly unsubscribed_at: Date | null;
  readonly fallback_account_id: string;
}

/** The leads of rows, which come in the order of steps, by their enrollment as stored. */
export function leadsOf(rows: readonly ToldMessageRow[]): Map<string, ToldLead> {
  const leads = new Map<string, ToldLead>();
  for (const row of rows) {
    const lead = leads.get(row.enrollment_id) ?? leadOf(row);
    leads.set(row.enrollment_id, { ...lead, messages: [...lead.messages, messageOf(row)] });
  }
  return leads;
}

function leadOf(row: ToldMessageRow): ToldLead {
  if (!isId('ea', row.fallback_account_id)) throw new Error('a campaign has no sending account');
  return {
    workspaceId: idOf('ws', row.workspace_id),
    campaignId: idOf('camp', row.campaign_id),
    enrollmentId: idOf('enr', row.enrollment_id),
    contactId: idOf('cont', row.contact_id),
    email: row.email,
    fallbackAccountId: row.fallback_account_id,
    messages: [],
  };
}

const messageOf = (row: ToldMessageRow): ToldMessage => ({
  sendId: idOf('send', row.send_id),
  stepId: idOf('step', row.step_id),
  stepNumber: row.step_number,
  variant: row.variant,
  subject: row.subject,
  accountId: row.account_id === null ? null : idOf('ea', row.account_id),
  messageId: row.message_id,
  sentKey: row.sent_key,
  sentAt: row.sent_at,
  openedAt: row.opened_at,
  machineOpenedAt: row.machine_opened_at,
  clickedAt: row.clicked_at,
  machineClickedAt: row.machine_clicked_at,
  repliedAt: row.replied_at,
  bouncedAt: row.bounced_at,
  unsubscribedAt: row.unsubscribed_at,
});

/** All that signals change. */
export const rowOf = (message: ToldMessage) => ({
  send_id: uuidOf(message.sendId),
  account_id: message.accountId === null ? null : uuidOf(message.accountId),
  message_id: message.messageId,
  sent_key: message.sentKey,
  sent_at: message.sentAt,
  opened_at: message.openedAt,
  machine_opened_at: message.machineOpenedAt,
  clicked_at: message.clickedAt,
  machine_clicked_at: message.machineClickedAt,
  replied_at: message.repliedAt,
  bounced_at: message.bouncedAt,
  unsubscribed_at: message.unsubscribedAt,
});
