import type { Template } from 'liquidjs';
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

function rendererOf({ sendId, step, recipient, sender }: MessageFacts): Render {
  const scope = templateScope(recipient, sender, null);

  return (field, source) => {
    const kind = templateKindOf(field);
    return renderTemplate(kind, parsed(step, kind, source), { scope, seed: sendId });
  };
}

/** Parsing costs more than rendering; a step lives as long as its content is cached. */
const parsedByStep = new WeakMap<StepView, Map<string, Template[]>>();

function parsed(step: StepView, kind: TemplateKind, source: string): Template[] {
  const ofStep = parsedByStep.get(step) ?? new Map<string, Template[]>();
  parsedByStep.set(step, ofStep);
  const key = `${kind}:${source}`;
  const template = ofStep.get(key) ?? parseTemplate(kind, source);
  ofStep.set(key, template);

  return template;
}

const withPixel = (html: string, url: string): string =>
  addToBody(html, `<img src="${url}" width="1" height="1" alt="" style="display:none">`);
