import { partsOf, type HtmlPart } from './html-parts.js';

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

type Tag = HtmlPart & { kind: 'tag' };

/** What stands for a tag in text. */
const ON_OPENING = new Map([
  ['li', '\n- '],
  ['br', '\n'],
]);
const ON_CLOSING = new Map([
  ...['div', 'tr', 'table', 'ul', 'ol', 'blockquote'].map((name) => [name, '\n'] as const),
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, '\n\n'] as const),
]);

const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** What a reader without HTML sees: paragraphs, list items and the addresses of links. */
export function htmlToText(html: string): string {
  const text = new TextOfHtml();
  for (const part of partsOf(html.replaceAll(/\s+/g, ' '))) text.add(part);

  return decodeEntities(text.toString())
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

class TextOfHtml {
  private readonly pieces: string[] = [];
  /** The link that is open: its label is what came since. */
  private link: { readonly href: string; readonly from: number } | undefined;

  add(part: HtmlPart): void {
    if (part.kind === 'words') this.pieces.push(part.words);
    else if (part.name === 'a') this.addLink(part);
    else this.pieces.push((part.closing ? ON_CLOSING : ON_OPENING).get(part.name) ?? '');
  }

  toString(): string {
    return this.pieces.join('');
  }

  /** A link that begins within another ends it, as in a browser. */
  private addLink({ closing, source }: Tag): void {
    if (this.link !== undefined && closing) {
      const label = this.pieces.splice(this.link.from).join('');
      this.pieces.push(linkText(this.link.href, label));
    }
    const [, quoted, single] = HREF.exec(source) ?? [];
    const href = quoted ?? single;
    this.link = closing || href === undefined ? undefined : { href, from: this.pieces.length };
  }
}

function linkText(href: string, label: string): string {
  const shown = label.replaceAll(/\s+/g, ' ').trim();

  return shown === '' || shown === href ? href : `${shown} (${href})`;
}

const decodeEntities = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined || hex !== undefined)
      return fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10), whole);
    return ENTITIES.get(String(name).toLowerCase()) ?? whole;
  });

const fromCodePoint = (code: number, otherwise: string): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
