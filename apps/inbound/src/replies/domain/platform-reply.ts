import { createHash } from 'node:crypto';
import type { AnsweredMessage } from './answered-message.js';
import type { MailRecord } from './consequences.js';
import type { Match } from './matching.js';
import type { ReceivedMail } from './received-mail.js';

/** A reply that a platform has received, and the message that it answers. */
export interface PlatformReply extends AnsweredMessage {
  readonly key: string;
  readonly platform: string;
  readonly message_id: string | null;
  readonly subject: string;
  readonly automatic: boolean;
  /** When it was received. */
  readonly at: string;
}

export const receivedFromPlatform = (reply: PlatformReply): ReceivedMail => ({
  workspaceId: reply.workspace_id,
  accountId: reply.sending_account_id,
  accountEmail: null,
  key: reply.key,
  raw: { unreadable: `received by ${reply.platform}` },
  receivedAt: new Date(reply.at),
});

/**
 * The platform found the message by its own rules, which we do not know: as with a match by address, nobody is suppressed
 * and no campaign is paused by a report or a complaint that came so.
 */
export function platformMatch(reply: PlatformReply): Match {
  const { workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id, step_number } = reply;
  const { variant, email, sending_account_id } = reply;
  const about = { workspace_id, send_id, campaign_id, enrollment_id, contact_id, step_id, step_number };
  return {
    lookup: { sending_account_id, email, since: reply.at },
    message: { ...about, ...(variant !== undefined && { variant }), email, sending_account_id },
  };
}

/**
 * With a hash of the text, if there is one. A platform tells a reply by a hook and when it is polled, under ids of their own
 * and often without its Message-ID; one of the two may have the text, and the other one its HTML, so letters and digits count.
 */
export function withTextHash(record: MailRecord): MailRecord {
  const replied = record.consequences.find(({ kind }) => kind === 'replied');
  if (replied?.kind !== 'replied') return record;
  const { send_id, text } = replied.reply;
  const letters = (text ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
  if (letters === '') return record;
  return { ...record, textHash: createHash('sha256').update(`${send_id}\n${letters}`).digest('hex') };
}
