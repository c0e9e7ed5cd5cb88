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

/** So mail hides a preheader, the line that is for the list of messages alone. */
const HIDING_STYLE = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i;

/**
 * The text of an HTML body for readers without HTML: paragraphs, list items, table cells and the addresses of links, without
 * images. Its cost grows with the length of the HTML alone.
 */
export function htmlToText(html: string): string {
  const text = new TextBuilder();
  /** Open elements since the first one that is hidden. */
  let hidden = 0;
  let preformatted = 0;

  const parser = new HtmlParser({
    ontext: (words) => {
      if (hidden > 0) return;
      if (preformatted > 0) text.addLines(words);
      else text.addWords(words);
    },
    onopentag: (name, attributes) => {
      if (hidden > 0 || isHidden(name, attributes)) hidden += 1;
      else openElement(text, name, attributes);
      if (name === 'pre') preformatted += 1;
    },
    onclosetag: (name, implied) => {
      if (hidden > 0) hidden -= 1;
      else closeElement(text, name, implied);
      if (name === 'pre') preformatted -= 1;
    },
  });
  parser.end(html);

  return text.toString();
}

const isHidden = (name: string, { hidden, style = '' }: Record<string, string>): boolean =>
  HIDDEN.has(name) || hidden !== undefined || HIDING_STYLE.test(style);

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
