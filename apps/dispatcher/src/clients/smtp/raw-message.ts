import MailComposer from 'nodemailer/lib/mail-composer';
import type { Letter } from '../../domain/email-message.js';

/** What SMTP carries: addresses and bytes. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
}

export async function mimeOf(letter: Letter): Promise<Mail> {
  const node = new MailComposer({
    from: letter.from,
    to: { name: '', address: letter.to },
    subject: letter.subject,
    text: letter.text,
    html: letter.html ?? undefined,
    messageId: letter.messageId,
    inReplyTo: letter.inReplyTo ?? undefined,
    references: letter.references.length > 0 ? [...letter.references] : undefined,
    date: letter.date,
    // A template must not be able to name a file or an address to be read into the message.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const content = await node.build();
  const { from, to } = node.getEnvelope();
  if (from === false || to[0] === undefined) throw new Error('a letter needs one sender and one recipient');

  return { from, to: to[0], content };
}
