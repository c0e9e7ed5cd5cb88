import { HtmlParser } from '#composing';

/** How the quoted mail starts: as an element that holds it, or as a mark before it. */
type Quote = 'element' | 'mark' | null;

const QUOTING_CLASSES = new Set([
  'gmail_attr',
  'gmail_extra',
  'gmail_quote',
  'gmail_signature',
  'moz-cite-prefix',
  'moz-signature',
  'protonmail_quote',
  'protonmail_signature_block',
  'yahoo_quoted',
  'zmail_extra',
]);
const QUOTING_IDS = /^(?:x_)*(?:ms-outlook-mobile-signature|OLK_SRC_BODY_SECTION|Signature)$/;
/** Outlook for the web, for phones, and Hotmail before them. */
const MARKING_IDS =
  /^(?:x_)*(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container|ms-outlook-mobile-body-separator-line|stopSpelling)$/;
/** The line that Outlook for Windows and Mac draws above the headers of the quoted mail. */
const MARKING_STYLE = /^border:none;\s*border-top:solid #(?:B5C4DF|E1E1E1) 1\.0pt/i;

/** The markup without the mail that it answers, and without signatures that are marked as such. */
export function withoutQuotes(html: string): string {
  const kept: string[] = [];
  let from = 0;
  /** Open elements since the quote began. */
  let within = 0;
  let isOver = false;
  const parser = new HtmlParser({
    onopentag: (name, attributes) => {
      if (isOver) return;
      const quote = within > 0 ? 'element' : quoteOf(name, attributes);
      if (quote === null) return;
      if (within === 0) kept.push(html.slice(from, parser.startIndex));
      if (quote === 'mark') isOver = true;
      else within += 1;
    },
    onclosetag: () => {
      if (isOver || within === 0) return;
      within -= 1;
      if (within === 0) from = parser.endIndex + 1;
    },
  });
  parser.end(html);
  if (!isOver && within === 0) kept.push(html.slice(from));

  return kept.join('');
}

function quoteOf(name: string, { class: classes = '', id = '', style = '' }: Record<string, string>): Quote {
  if (MARKING_IDS.test(id) || (name === 'div' && MARKING_STYLE.test(style))) return 'mark';
  if (name === 'blockquote' || QUOTING_IDS.test(id)) return 'element';

  return classes.split(' ').some((one) => QUOTING_CLASSES.has(one)) ? 'element' : null;
}
