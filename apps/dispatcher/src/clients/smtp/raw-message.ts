import MailComposer from 'nodemailer/lib/mail-composer';
import type { EmailMessage } from '../../domain/email-message.js';

/** The envelope addresses and the MIME bytes that SMTP carries. */
export interface RawMessage {
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
}

export async function rawMessageOf(message: EmailMessage): Promise<RawMessage> {
  const node = new MailComposer({
    from: message.from,
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    html: message.html ?? undefined,
    messageId: message.messageId,
    inReplyTo: message.inReplyTo ?? undefined,
    references: message.references.length > 0 ? [...message.references] : undefined,
    date: message.date,
    // A template must not be able to include a file or a URL in the message.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const content = await node.build();
  const { from, to } = node.getEnvelope();
  if (from === false || to[0] === undefined)
    throw new Error('an email message needs one sender and one recipient');

  return { from, to: to[0], content };
}
