import { HtmlParser } from './html-parser.js';

/** A link of HTML: the place of its address in the source, and the address as a browser follows it. */
export interface HtmlLink {
  readonly from: number;
  readonly to: number;
  readonly url: string;
}

/** A longer address would make a link that some mail clients cut; it stays as it is. */
const MAX_URL = 2_000;
/** Their `href` is what a reader clicks (HTML, section 4.6.1). */
const LINKS = new Set(['a', 'area']);
/** A browser removes these from an address before it reads it (URL Standard, section 4.4). */
const IGNORED = /[\t\n\r]/g;
/** Other schemes lead to no page, and an address without a host depends on where the message is shown. */
const ABSOLUTE = /^https?:[\\/]{2}/i;

/**
 * The links of HTML that lead to pages, in their order; without those in comments, which Outlook alone reads, and without
 * the ones that begin with `except`.
 */
export function linksIn(html: string, except: string): HtmlLink[] {
  const links: HtmlLink[] = [];
  let href: (Omit<HtmlLink, 'url'> & { readonly url: string | null }) | undefined;
  const own = targetOf(except);

  const parser = new HtmlParser({
    onopentagname: () => {
      href = undefined;
    },
    // A browser takes the first of two `href`.
    onattribute: (name, value) => {
      if (name === 'href') href ??= { ...valueAt(html, parser), url: targetOf(value) };
    },
    // A tag that the end of the HTML cuts off is none, so its attributes wait until here.
    onopentag: (name) => {
      if (!LINKS.has(name) || !href?.url) return;
      if (own === null || !href.url.startsWith(own)) links.push({ ...href, url: href.url });
    },
  });
  parser.end(html);

  return links;
}

/** The place of the attribute value that the parser has just read, within its quotes. */
function valueAt(html: string, { startIndex, endIndex }: HtmlParser): Omit<HtmlLink, 'url'> {
  const attribute = html.slice(startIndex, endIndex);
  const [before = ''] = /^[^=]*=\s*["']?/.exec(attribute) ?? [];
  const quoted = /["']$/.test(before);

  return { from: startIndex + before.length, to: endIndex - (quoted ? 1 : 0) };
}

/** Null for an address that leads to no page, or that no browser can read. */
function targetOf(address: string): string | null {
  const text = address.replaceAll(IGNORED, '').trim();
  if (!ABSOLUTE.test(text) || !URL.canParse(text)) return null;
  const { href } = new URL(text);

  return href.length <= MAX_URL ? href : null;
}

/** Puts other addresses in the places of links; all else stays as it is. */
export function replaceLinks(
  html: string,
  links: readonly HtmlLink[],
  addressOf: (url: string, position: number) => string,
): string {
  let end = 0;
  const pieces = links.map(({ from, to, url }, position) => {
    const before = html.slice(end, from);
    end = to;
    return before + addressOf(url, position);
  });
  return pieces.join('') + html.slice(end);
}
