import { readToken, signToken, type TrackedMessage } from './tracking-token.js';

/** A link of a message: where it leads, and which of the links of the message it is (from 0). */
export interface TrackedLink {
  readonly url: string;
  readonly position: number;
  readonly count: number;
}

/** The variable parts of the page behind an unsubscribe link. `language`: ISO 639-1 in lower case; empty where it is not known. */
export interface UnsubscribePage {
  readonly sender: string;
  readonly language: string;
}

export const signOpenToken = (secret: string, message: TrackedMessage): string =>
  signToken(secret, 'open', { message, texts: [] });

export const readOpenToken = (secret: string, token: string): TrackedMessage | null =>
  readToken(secret, 'open', token)?.message ?? null;

export const signLinkToken = (
  secret: string,
  message: TrackedMessage,
  { url, position, count }: TrackedLink,
): string => signToken(secret, 'link', { message, texts: [url, String(position), String(count)] });

export function readLinkToken(
  secret: string,
  token: string,
): { readonly message: TrackedMessage; readonly link: TrackedLink } | null {
  const content = readToken(secret, 'link', token);
  if (content === null) return null;
  const [url = '', position, count] = content.texts;
  return { message: content.message, link: { url, position: Number(position), count: Number(count) } };
}

export const signUnsubscribeToken = (
  secret: string,
  message: TrackedMessage,
  { sender, language }: UnsubscribePage,
): string => signToken(secret, 'unsubscribe', { message, texts: [sender, language] });

export function readUnsubscribeToken(
  secret: string,
  token: string,
): { readonly message: TrackedMessage; readonly page: UnsubscribePage } | null {
  const content = readToken(secret, 'unsubscribe', token);
  if (content === null) return null;
  const [sender = '', language = ''] = content.texts;
  return { message: content.message, page: { sender, language } };
}
