import { HtmlParser } from './html-parser.js';

/** Puts markup at the end of the body of an HTML document, or at the end of HTML that closes none. */
export function addToBody(html: string, markup: string): string {
  const end = /<\/body/i.test(html) ? endOfBody(html) : html.length;

  return html.slice(0, end) + markup + html.slice(end);
}

function endOfBody(html: string): number {
  let end = html.length;
  const parser = new HtmlParser({
    onclosetag: (name, implied) => {
      if (name === 'body' && !implied) end = parser.startIndex;
    },
  });
  parser.end(html);

  return end;
}
