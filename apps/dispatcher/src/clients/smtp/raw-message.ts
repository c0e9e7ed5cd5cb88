import MailComposer from 'nodemailer/lib/mail-composer';
import { WARMUP_HEADER } from '#tracking';
import type { EmailMessage } from '../../domain/email-message.js';

/** The envelope addresses and the MIME bytes that SMTP carries. */
export interface RawMessage {
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
}

export async function rawMessageOf(message: EmailMessage): Promise<RawMessage> {
  const node = new MailComposer({
    headers: [...listHeaders(message), ...idHeaders(message)],
    envelope: { from: { name: '', address: message.returnPath }, to: { name: '', address: message.to } },
    from: message.from,
    replyTo: message.replyTo ?? undefined,
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    html: message.html ?? undefined,
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

/**
 * The one-click unsubscribe of RFC 8058, with the https address first. Before all other headers, once each: a signer signs
 * them by their names, and a second one would break its signature.
 */
const listHeaders = ({ unsubscribeUrl, unsubscribeMailto }: EmailMessage): Header[] =>
  unsubscribeUrl === null
    ? []
    : [
        listed('List-Unsubscribe', [unsubscribeUrl, unsubscribeMailto].flatMap(inBrackets), ','),
        listed('List-Unsubscribe-Post', ['List-Unsubscribe=One-Click']),
      ];

const idHeaders = ({ messageId, inReplyTo, warmupToken }: EmailMessage): Header[] => [
  listed('Message-ID', [messageId]),
  ...(inReplyTo === null ? [] : [listed('In-Reply-To', [inReplyTo])]),
  ...(warmupToken === undefined ? [] : [listed(WARMUP_HEADER, [warmupToken])]),
];

interface Header {
  readonly key: string;
  readonly value: { readonly prepared: true; readonly value: string };
}

/** Folded here, between its items: nodemailer leaves the first line empty before a long one, which some readers take for a blank. */
const listed = (key: string, items: readonly string[], separator = ''): Header => ({
  key,
  value: { prepared: true, value: items.join(`${separator}\r\n `) },
});

const inBrackets = (address: string | null): string[] => (address === null ? [] : [`<${address}>`]);
