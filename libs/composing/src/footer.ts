/** The settings of a workspace for the end of its messages. */
export interface FooterSettings {
  /** Plain text; `{{ unsubscribe_url }}` in it becomes the link. Null: the default one. Empty: none. */
  readonly footer: string | null;
  readonly postalAddress: string | null;
}

const DEFAULT_FOOTER = 'Unsubscribe: {{ unsubscribe_url }}';
const PLACEHOLDER = /\{\{-?\s*unsubscribe_url\s*-?\}\}/;

/** @param footer of a workspace; null: the default one */
export const footerNamesUnsubscribeUrl = (footer: string | null): boolean =>
  PLACEHOLDER.test(footer ?? DEFAULT_FOOTER);
