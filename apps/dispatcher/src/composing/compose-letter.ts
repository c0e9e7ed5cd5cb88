import type { Recipient, StepView, Transport } from '#contracts';
import type { Template } from 'liquidjs';
import type { Letter } from '../clients/smtp/letter.js';
import { htmlToText } from '../domain/html-to-text.js';
import { messageIdOf } from '../domain/message-id.js';
import { NO_THREAD, replySubject, threadHeaders, type EarlierMessage } from '../domain/thread.js';
import { parseTemplate, renderTemplate, type TemplateKind } from './templates.js';

export interface LetterFacts {
  readonly sendId: string;
  readonly step: StepView;
  /** Whose subject a follow-up takes that turns out to be the first message, because the one before was dropped. */
  readonly firstStep: StepView;
  readonly recipient: Recipient;
  readonly sender: Pick<Transport, 'email' | 'display_name'>;
  /** Of the same enrollment, oldest first. */
  readonly earlier: readonly EarlierMessage[];
  readonly pixelUrl: string | null;
  readonly date: Date;
}

/** The message of one send: the same for the same facts. Throws liquidjs's error for a template that fails. */
export function composeLetter(facts: LetterFacts): Letter {
  const { sendId, step, recipient, sender, earlier } = facts;
  const scope = scopeOf(recipient, sender);
  const render = (kind: TemplateKind, source: string): string =>
    renderTemplate(kind, parsed(step, kind, source), scope, sendId);

  const html = filled(step.body_html) ? render('html', step.body_html) : null;
  const text = filled(step.body_text) ? render('text', step.body_text) : htmlToText(html ?? '');
  const thread = step.same_thread ? threadHeaders(earlier) : NO_THREAD;

  return {
    from: { name: sender.display_name, address: sender.email },
    to: recipient.email,
    subject: oneLine(subjectOf(facts, (source) => render('text', source))),
    html: html !== null && facts.pixelUrl !== null ? withPixel(html, facts.pixelUrl) : html,
    text,
    messageId: messageIdOf(sendId, sender.email),
    ...thread,
    date: facts.date,
  };
}

function subjectOf({ step, firstStep, earlier }: LetterFacts, render: (source: string) => string): string {
  if (filled(step.subject)) return render(step.subject);
  const [first] = earlier;

  return first === undefined ? render(firstStep.subject) : replySubject(first.subject);
}

function scopeOf(recipient: Recipient, sender: LetterFacts['sender']): object {
  return {
    ...recipient,
    sender: {
      email: sender.email,
      name: sender.display_name,
      first_name: sender.display_name.split(' ')[0] ?? '',
    },
  };
}

/** Parsing costs more than rendering; a step lives as long as the content it came with is kept. */
const parsedByStep = new WeakMap<StepView, Map<string, Template[]>>();

function parsed(step: StepView, kind: TemplateKind, source: string): Template[] {
  const ofStep = parsedByStep.get(step) ?? new Map<string, Template[]>();
  parsedByStep.set(step, ofStep);
  const key = `${kind}:${source}`;
  const template = ofStep.get(key) ?? parseTemplate(kind, source);
  ofStep.set(key, template);

  return template;
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:none">`;
  const end = html.search(/<\/body\s*>/i);

  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}

const filled = (text: string | null): text is string => text !== null && text.trim() !== '';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
