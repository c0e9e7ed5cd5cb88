import type { StepVariant, StepView } from '#contracts';
import { messageTextOf, type MessageText } from './message-text.js';

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
