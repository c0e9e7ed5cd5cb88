import {
  messageTextOf,
  templateScope,
  type ComposedMessage,
  type ComposeTask,
  type MessageText,
} from '#composing';
import type { Recipient, SmtpCredentials, StepVariant, StepView } from '#contracts';
import type { EmailMessage } from '../domain/email-message.js';
import { messageIdOf, threadHeaders, type EarlierMessage } from '../domain/thread.js';

export interface MessageFacts {
  readonly sendId: string;
  readonly messageText: MessageText;
  readonly threadRoot: MessageText;
  readonly recipient: Recipient;
  readonly sender: Pick<SmtpCredentials, 'email' | 'display_name'>;
  /** The earlier messages of the enrollment in this thread, oldest first. */
  readonly earlier: readonly EarlierMessage[];
  readonly pixelUrl: string | null;
  readonly date: Date;
  /** Dates in texts are written in it. */
  readonly timeZone: string;
}

/** The composing of one send's message: the same for the same facts. */
export const composeTaskOf = ({
  sendId,
  recipient,
  sender,
  earlier,
  ...facts
}: MessageFacts): ComposeTask => ({
  kind: 'compose',
  messageText: facts.messageText,
  threadRoot: facts.threadRoot,
  threadSubject: earlier[0]?.subject ?? null,
  scope: templateScope(recipient, sender, null),
  seed: sendId,
  now: facts.date.getTime(),
  timeZone: facts.timeZone,
  appended: facts.pixelUrl === null ? '' : pixelOf(facts.pixelUrl),
  reports: false,
});

export const emailMessageOf = (
  { sendId, recipient, sender, earlier, date }: MessageFacts,
  { subject, html, text }: ComposedMessage,
): EmailMessage => ({
  from: { name: sender.display_name, address: sender.email },
  to: recipient.email,
  subject,
  html,
  text,
  messageId: messageIdOf(sendId, sender.email),
  ...threadHeaders(earlier),
  date,
});

/** Without `display:none`: mail clients do not fetch an image that they do not show. */
const pixelOf = (url: string): string => `<img src="${url}" width="1" height="1" alt="">`;

const texts = new WeakMap<StepView | StepVariant, MessageText>();

/** The same object for all messages of a step or variant: a batch then carries the texts once to the thread that composes it. */
export function textsOf(step: StepView, variant: StepVariant | undefined): MessageText {
  const known = texts.get(variant ?? step);
  if (known !== undefined) return known;
  const { subject, body_html, body_text } = messageTextOf(step, variant);
  const found = { subject, body_html, body_text };
  texts.set(variant ?? step, found);
  return found;
}
