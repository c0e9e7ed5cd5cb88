import { htmlToText } from '#composing';
import { MAX_TEXT_LENGTH, type Mail } from '../domain/mail.js';
import { newTextOf } from './new-text.js';
import { plain } from './plain.js';
import { withoutQuotes } from './quoted-html.js';

/** The texts of a mail from its bodies. The HTML counts where no plain text is there: both say the same. */
export function bodyTexts(given: string, givenHtml: string): Pick<Mail, 'newText' | 'text'> {
  const text = plain(given, MAX_TEXT_LENGTH);
  if (text.trim() !== '') return { text, newText: newTextOf(text) };

  const html = plain(givenHtml, MAX_TEXT_LENGTH);
  return {
    text: plain(htmlToText(html), MAX_TEXT_LENGTH),
    newText: newTextOf(htmlToText(withoutQuotes(html))),
  };
}
