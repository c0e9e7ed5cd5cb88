import {
  replaceLinks,
  templateScope,
  type ComposeTask,
  type Composition,
  type FooterSettings,
  type MessageText,
} from '#composing';
import type { Recipient, SmtpCredentials } from '#contracts';
import { answerAddresses } from '../domain/answer-addresses.js';
import type { EmailMessage } from '../domain/email-message.js';
import { messageIdOf, threadHeaders, type EarlierMessage } from '../domain/thread.js';
import type { MessageUrls } from './message-urls.js';

export interface MessageFacts {
  readonly sendId: string;
  /** The signed id of the send. */
  readonly sendToken: string;
  readonly messageText: MessageText;
  readonly threadRoot: MessageText;
  readonly recipient: Recipient;
  readonly sender: Pick<SmtpCredentials, 'email' | 'display_name' | 'reads_replies'>;
  /** The earlier messages of the enrollment in this thread, oldest first. */
  readonly earlier: readonly EarlierMessage[];
  readonly urls: MessageUrls;
  readonly footer: FooterSettings;
  readonly inboundDomain: string | undefined;
  readonly date: Date;
  /** Dates in texts are written in it. */
  readonly timeZone: string;
}

/** The composing of one send's message: the same for the same facts. */
export const composeTaskOf = ({ recipient, sender, urls, ...facts }: MessageFacts): ComposeTask => ({
  kind: 'compose',
  messageText: facts.messageText,
  threadRoot: facts.threadRoot,
  threadSubject: facts.earlier[0]?.subject ?? null,
  scope: templateScope(recipient, sender, urls.unsubscribe),
  seed: facts.sendId,
  now: facts.date.getTime(),
  timeZone: facts.timeZone,
  additions: {
    footer: facts.footer,
    unsubscribeUrl: urls.unsubscribe,
    markup: urls.pixel === null ? '' : pixelOf(urls.pixel),
    findsLinks: urls.link !== null,
  },
  reports: false,
});

export const emailMessageOf = (
  { recipient, sender, urls, sendToken, earlier, date, inboundDomain }: MessageFacts,
  composition: Composition,
): EmailMessage => ({
  from: { name: sender.display_name, address: sender.email },
  to: recipient.email,
  subject: composition.subject,
  html: htmlOf(composition, urls),
  text: composition.text,
  messageId: messageIdOf(sendToken, sender.email),
  ...threadHeaders(earlier),
  ...answerAddresses(sender, inboundDomain, sendToken),
  unsubscribeUrl: urls.unsubscribe,
  date,
});

/** Tokens are signed here, because the thread of the templates, where customers' texts run, has no secret. */
function htmlOf({ html, links }: Composition, { link }: MessageUrls): string | null {
  if (html === null || link === null) return html;
  return replaceLinks(html, links, (url, position) => link({ url, position, count: links.length }));
}

/** Without `display:none`: mail clients do not fetch an image that they do not show. */
const pixelOf = (url: string): string => `<img src="${url}" width="1" height="1" alt="">`;
