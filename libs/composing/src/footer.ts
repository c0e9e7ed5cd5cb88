import { escapeProtected, protect } from './escaping.js';
import { hasText } from './message-text.js';

/** The settings of a workspace for the end of its messages. */
export interface FooterSettings {
  /** Plain text; `{{ unsubscribe_url }}` in it becomes the link. Null: the default one. Empty: none. */
  readonly footer: string | null;
  /** Below the footer, and also where there is none (CAN-SPAM, 16 CFR 316.2). */
  readonly postalAddress: string | null;
}

const DEFAULT_FOOTER = 'Unsubscribe: {{ unsubscribe_url }}';
const PLACEHOLDER = /\{\{-?\s*unsubscribe_url\s*-?\}\}/;
const STYLE = 'font-size:12px;color:#666666';

/** @param footer of a workspace; null: the default one */
export const footerNamesUnsubscribeUrl = (footer: string | null): boolean =>
  PLACEHOLDER.test(footer ?? DEFAULT_FOOTER);

/**
 * The lines below a part of a message.
 * @param hasLink the author shows the unsubscribe link in this part: then only the postal address follows
 */
export function footerLines({ footer, postalAddress }: FooterSettings, hasLink: boolean): string[] {
  const own = hasLink ? '' : (footer ?? DEFAULT_FOOTER);

  return [own, postalAddress].filter(hasText).flatMap((text) => text.trim().split(/\r?\n/));
}

/** The text with the lines below it, after a blank line. */
export function addFooterLines(text: string, lines: readonly string[], unsubscribeUrl: string): string {
  if (lines.length === 0) return text;
  const written = lines.map((line) => line.split(PLACEHOLDER).join(unsubscribeUrl));

  return `${text.trimEnd()}\n\n${written.join('\n')}`;
}

/** The lines as a paragraph of HTML; empty without lines. */
export function footerParagraph(lines: readonly string[], unsubscribeUrl: string): string {
  if (lines.length === 0) return '';

  return `<p style="${STYLE}">${lines.map((line) => htmlOf(line, unsubscribeUrl)).join('<br>')}</p>`;
}

/** A line `Leave: {{ unsubscribe_url }}` is a link with its own words; elsewhere the address is what the reader sees. */
function htmlOf(line: string, unsubscribeUrl: string): string {
  const linkOf = (words: string): string => `<a href="${escape(unsubscribeUrl)}">${escape(words)}</a>`;
  const [before = '', ...rest] = line.split(PLACEHOLDER);
  const label = before.trim();
  if (rest.length === 1 && rest[0]?.trim() === '' && label.endsWith(':')) return linkOf(label.slice(0, -1));

  return line.split(PLACEHOLDER).map(escape).join(linkOf(unsubscribeUrl));
}

const escape = (text: string): string => escapeProtected(protect(text));
