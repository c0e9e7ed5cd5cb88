import { analyzeSync, type Template } from 'liquidjs';
import { footerNamesUnsubscribeUrl } from './footer.js';
import { hasText, type MessageText } from './message-text.js';
import { parsedTemplate } from './parsed-templates.js';
import type { TemplateKind } from './templates.js';

const VARIABLE = 'unsubscribe_url';

/** The analysis costs 0.2 ms for each tag, and thousands of messages share a template. */
const answers = new WeakMap<Template[], boolean>();

/**
 * Whether a template names the variable `unsubscribe_url`. A comment, a literal, or a variable of that name that the template
 * sets itself does not count. Throws liquidjs's error for a malformed template.
 */
export function namesUnsubscribeUrl(kind: TemplateKind, source: string): boolean {
  if (!source.includes(VARIABLE)) return false;
  const template = parsedTemplate(kind, source);
  const known = answers.get(template);
  if (known !== undefined) return known;
  const answer = Object.hasOwn(analyzeSync(template, { partials: false }).globals, VARIABLE);
  answers.set(template, answer);
  return answer;
}

/**
 * Whether a message shows its readers an unsubscribe link: in its HTML, or in its text where it has no HTML, or in the
 * footer of its workspace. Throws liquidjs's error for a malformed template.
 * @param footer of the workspace; null: the default one
 */
export function hasUnsubscribeLink({ body_html, body_text }: MessageText, footer: string | null): boolean {
  if (footerNamesUnsubscribeUrl(footer)) return true;
  if (hasText(body_html)) return namesUnsubscribeUrl('html', body_html);

  return hasText(body_text) && namesUnsubscribeUrl('text', body_text);
}
