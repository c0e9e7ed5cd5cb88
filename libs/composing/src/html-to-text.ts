import { HtmlParser } from './html-parser.js';
import { TextBuilder } from './text-builder.js';

/** Elements whose words are not for readers. */
const HIDDEN = new Set(['style', 'script', 'title', 'template']);

/** Elements between blank lines. */
const PARAGRAPHS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'blockquote', 'pre']);
/** Elements on lines of their own. */
const LINES = new Set(
  'div section article header footer main aside nav address center form fieldset dl dt dd tr hr'.split(' '),
);

/**
 * The text of an HTML body for readers without HTML: paragraphs, list items, table cells and the addresses of links, without
 * images. Its cost grows with the length of the HTML alone.
 */
export function htmlToText(html: string): string {
  const text = new TextBuilder();
  let hidden = 0;

  const parser = new HtmlParser({
    ontext: (words) => {
      if (hidden === 0) text.addWords(words);
    },
    onopentag: (name, attributes) => {
      if (HIDDEN.has(name)) hidden += 1;
      else openElement(text, name, attributes);
    },
    onclosetag: (name, implied) => {
      if (HIDDEN.has(name)) hidden -= 1;
      else closeElement(text, name, implied);
    },
  });
  parser.end(html);

  return text.toString();
}

function openElement(text: TextBuilder, name: string, attributes: Record<string, string>): void {
  if (name === 'br') text.breakLine();
  else if (name === 'a') text.openLink(attributes['href']);
  else if (name === 'ul' || name === 'ol') text.openList(name);
  else if (name === 'li') text.openItem();
  else if (name === 'td' || name === 'th') text.openCell();
  else separate(text, name);
}

function closeElement(text: TextBuilder, name: string, implied: boolean): void {
  if (name === 'a') text.closeLink(implied);
  else if (name === 'ul' || name === 'ol') text.closeList();
  else if (name === 'li') text.separate(1);
  else separate(text, name);
}

function separate(text: TextBuilder, name: string): void {
  if (PARAGRAPHS.has(name)) text.separate(2);
  else if (LINES.has(name)) text.separate(1);
}
