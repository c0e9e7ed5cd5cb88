import EmailReplyParser from 'email-reply-parser';
import { beforeQuotedMail } from './quoted-mail.js';

/**
 * The library reads from the last line to the first, with expressions whose time grows with the square of the text and more: it
 * gets no text longer than people write.
 */
const MAX_PARSED_LENGTH = 5_000;
/** Words of the library's slowest expressions: nobody quotes more mails than this in so short a text. */
const SLOW_WORDS = /\b(?:schreef|skrev|pisze|napisał|wrote|schrieb|écrit|escribió|scritto|escreveu)\b/g;
const MAX_SLOW_WORDS = 20;

/**
 * The text that was written now. First the quotes go which the library does not know: the headers of Outlook and the
 * separators of five languages. Then the library finds quoted lines, more languages, and signatures.
 */
export function newTextOf(text: string): string {
  const own = beforeQuotedMail(text).trim();
  if (own.length > MAX_PARSED_LENGTH || (own.match(SLOW_WORDS)?.length ?? 0) > MAX_SLOW_WORDS) return own;

  return new EmailReplyParser().parseReply(own).trim();
}
