import { HtmlParser } from '#composing';

/** The addresses of a message that a simulated recipient may fetch: those below the sender's own base URL. */
export interface OwnLinks {
  /** The open pixel: the first image below `<publicUrl>/t/`. */
  readonly pixel: string | undefined;
  /** The first link below `<publicUrl>/c/`. */
  readonly link: string | undefined;
}

/** Anybody may send to the mailbox, so an address anywhere else is never fetched. */
export function ownLinksIn(html: string, publicUrl: string): OwnLinks {
  let pixel: string | undefined;
  let link: string | undefined;
  const parser = new HtmlParser({
    onopentag: (name, { src = '', href = '' }) => {
      if (name === 'img' && isBelow(src, publicUrl, 't')) pixel ??= src;
      if (name === 'a' && isBelow(href, publicUrl, 'c')) link ??= href;
    },
  });
  parser.end(html);

  return { pixel, link };
}

/** The parsed address is compared, because /t/../ leads elsewhere. */
export function isBelow(address: string, publicUrl: string, folder: 't' | 'c' | 'u'): boolean {
  const base = new URL(`${publicUrl.replace(/\/+$/, '')}/${folder}/`).href;
  return URL.canParse(address) && new URL(address).href.startsWith(base);
}
