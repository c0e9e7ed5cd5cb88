const MAX_INDENTED_LISTS = 4;

interface List {
  readonly kind: 'ul' | 'ol';
  items: number;
}

interface Link {
  readonly address: string;
  /** Number of pieces before its label. */
  readonly from: number;
}

/**
 * Builds text from left to right. Line breaks, spaces and bullets wait until words follow them, so that empty elements
 * leave no trace, and nested ones no rows of blank lines.
 */
export class TextBuilder {
  private readonly pieces: string[] = [];
  private readonly lists: List[] = [];
  private link: Link | undefined;
  private lineBreaks = 0;
  private gap: '' | ' ' | ' | ' = '';
  private bullet = '';

  addWords(source: string): void {
    const words = source.replaceAll(/\s+/g, ' ');
    if (words.startsWith(' ')) this.gap ||= ' ';
    const trimmed = words.trim();
    if (trimmed === '') return;

    this.pieces.push(this.separator(), trimmed);
    [this.lineBreaks, this.gap, this.bullet] = [0, words.endsWith(' ') ? ' ' : '', ''];
  }

  /** Words of a `pre`: they keep their lines and the spaces before them. */
  addLines(source: string): void {
    for (const [at, line] of source.split(/\r?\n/).entries()) {
      if (at > 0) this.breakLine();
      if (line.trim() === '') continue;
      this.pieces.push(this.separator(), line.trimEnd());
      [this.lineBreaks, this.gap, this.bullet] = [0, line.endsWith(' ') ? ' ' : '', ''];
    }
  }

  breakLine(): void {
    this.lineBreaks += 1;
  }

  /** Begins a new line, or leaves one blank line; two such calls in a row are one. */
  separate(lineBreaks: 1 | 2): void {
    this.lineBreaks = Math.max(this.lineBreaks, lineBreaks);
  }

  openCell(): void {
    this.gap = ' | ';
  }

  openList(kind: List['kind']): void {
    this.separate(this.lists.length === 0 ? 2 : 1);
    this.lists.push({ kind, items: 0 });
  }

  closeList(): void {
    this.lists.pop();
    this.separate(this.lists.length === 0 ? 2 : 1);
  }

  openItem(): void {
    this.separate(1);
    const list = this.lists.at(-1) ?? { kind: 'ul', items: 0 };
    list.items += 1;
    const indent = '  '.repeat(Math.min(Math.max(this.lists.length - 1, 0), MAX_INDENTED_LISTS));
    this.bullet = indent + (list.kind === 'ol' ? `${list.items}. ` : '- ');
  }

  /** A link that begins within another ends it, as in a browser. */
  openLink(href: string | undefined): void {
    this.closeLink(true);
    const address = addressOf(href ?? '');
    this.link = address === '' ? undefined : { address, from: this.pieces.length };
  }

  /** The label of a link that its author did not close keeps its lines: it may be the rest of the message. */
  closeLink(implied: boolean): void {
    if (this.link === undefined) return;
    const { address, from } = this.link;
    this.link = undefined;
    const [separator = this.separator(), ...words] = this.pieces.splice(from);
    const label = words.join('');
    if (label === '' && implied) return;

    this.pieces.push(separator, linkText(implied ? label : label.replaceAll(/\s+/g, ' '), address));
    if (label === '') [this.lineBreaks, this.gap, this.bullet] = [0, '', ''];
  }

  toString(): string {
    this.closeLink(true);

    return this.pieces.join('');
  }

  private separator(): string {
    if (this.pieces.length === 0) return this.bullet;
    if (this.lineBreaks > 0) return '\n'.repeat(Math.min(this.lineBreaks, 2)) + this.bullet;

    return this.gap + this.bullet;
  }
}

/** Without a scheme that readers need not see; empty for a link that leads nowhere from a text. */
function addressOf(href: string): string {
  const address = href.trim();

  return /^(?:#|javascript:)/i.test(address) ? '' : address.replace(/^(?:mailto|tel):/i, '');
}

/** A label that is the address itself, but for its ends, is not written twice. */
const bare = (address: string): string => address.replace(/^https?:\/\//i, '').replace(/\/$/, '');

const linkText = (label: string, address: string): string =>
  label === '' || bare(label) === bare(address) ? address : `${label} (${address})`;
