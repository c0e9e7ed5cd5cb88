import type { Template } from 'liquidjs';
import { LRUCache } from 'lru-cache';
import {
  addToBody,
  composeMessage,
  messageTextOf,
  parseTemplate,
  renderTemplate,
  templateKindOf,
  templateScope,
  type MessageText,
  type Render,
  type TemplateKind,
} from '#composing';
import type { Recipient, SmtpCredentials, StepVariant, StepView } from '#contracts';
import type { EmailMessage } from '../domain/email-message.js';
import { messageIdOf, threadHeaders, type EarlierMessage } from '../domain/thread.js';

export interface MessageFacts {
  readonly sendId: string;
  readonly step: StepView;
  readonly variant: StepVariant | undefined;
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

/** The message of one send: the same for the same facts. Throws liquidjs's error for a template that fails. */
export function composeEmailMessage(facts: MessageFacts): EmailMessage {
  const { sendId, step, variant, recipient, sender, earlier, pixelUrl } = facts;
  const input = {
    messageText: messageTextOf(step, variant),
    threadRoot: facts.threadRoot,
    threadSubject: earlier[0]?.subject ?? null,
  };
  const { subject, html, text } = composeMessage(input, rendererOf(facts));

  return {
    from: { name: sender.display_name, address: sender.email },
    to: recipient.email,
    subject,
    html: html !== null && pixelUrl !== null ? withPixel(html, pixelUrl) : html,
    text,
    messageId: messageIdOf(sendId, sender.email),
    ...threadHeaders(earlier),
    date: facts.date,
  };
}

function rendererOf({ sendId, recipient, sender, date, timeZone }: MessageFacts): Render {
  const scope = templateScope(recipient, sender, null);
  const options = { scope, seed: sendId, now: date.getTime(), timeZone };

  return (field, source) => {
    const kind = templateKindOf(field);
    return renderTemplate(kind, parsed(kind, source), options);
  };
}

/** Parsing costs more than rendering. They have as many characters as 2,000 usual steps. */
const templates = new LRUCache<string, Template[]>({
  maxSize: 5_000_000,
  sizeCalculation: (_, key) => key.length,
});

function parsed(kind: TemplateKind, source: string): Template[] {
  const key = `${kind}:${source}`;
  const template = templates.get(key) ?? parseTemplate(kind, source);
  templates.set(key, template);
  return template;
}

/** Without `display:none`: mail clients do not fetch an image that they do not show. */
const withPixel = (html: string, url: string): string =>
  addToBody(html, `<img src="${url}" width="1" height="1" alt="">`);
