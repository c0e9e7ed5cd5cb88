import type { SmtpCredentials, WarmupMessage } from '#contracts';
import { signSendId, signWarmupToken } from '#tracking';
import type { EmailMessage } from '../domain/email-message.js';
import { messageIdOf } from '../domain/thread.js';

/** A message as a colleague would write it: without links, tracking and headers of bulk mail. */
export function warmupMessageOf(
  { send_id, to, subject, text, references }: WarmupMessage,
  sender: SmtpCredentials,
  { secret, date }: { readonly secret: string; readonly date: Date },
): EmailMessage {
  return {
    from: { name: sender.display_name, address: sender.email },
    to,
    subject,
    text,
    html: null,
    messageId: messageIdOf(signSendId(secret, send_id), sender.email),
    inReplyTo: references.at(-1) ?? null,
    references,
    replyTo: null,
    returnPath: sender.email,
    unsubscribeUrl: null,
    unsubscribeMailto: null,
    warmupToken: signWarmupToken(secret, send_id, { from: sender.email, to }),
    date,
  };
}
