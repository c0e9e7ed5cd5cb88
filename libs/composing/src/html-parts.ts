/** A piece of HTML: words as they stand there, or a tag. */
export type HtmlPart =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'tag'; readonly name: string; readonly closing: boolean; readonly source: string };

/** What stands in these is not for readers. */
const HIDDEN = ['head', 'style', 'script', 'title'];

const TAG = /^<(\/?)([a-z][a-z0-9]*)/i;
const MARKUP_BEGINS = /[a-z/!?]/i;

/**
 * Splits HTML without comments and hidden elements. Reads from left to right and never looks for the same thing twice:
 * with patterns that look ahead, 200 kB of tags that nobody closed kept the process busy for minutes.
 */
export function* partsOf(html: string): Generator<HtmlPart> {
  const endOfHidden = closingTags(html);
  let at = 0;
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', at)) {
    yield wordsOf(html.slice(at, open));
    const end = endOfMarkup(html, open);
    if (end === undefined) {
      at = open;
      break;
    }
    const source = html.slice(open, end);
    const part = partOf(source);
    at = isHidden(part) ? (endOfHidden(part.name, end) ?? end) : end;
    yield part;
  }
  yield wordsOf(html.slice(at));
}

const wordsOf = (words: string): HtmlPart => ({ kind: 'words', words });

function partOf(source: string): HtmlPart {
  if (source === '<') return wordsOf(source);
  const [, slash, name = ''] = TAG.exec(source) ?? [];
  return { kind: 'tag', name: name.toLowerCase(), closing: slash === '/', source };
}

const isHidden = (part: HtmlPart): part is HtmlPart & { kind: 'tag' } =>
  part.kind === 'tag' && !part.closing && HIDDEN.includes(part.name);

/** Behind the markup that begins at `open`, or behind the `<` when it begins none; undefined when a tag never ends. */
function endOfMarkup(html: string, open: number): number | undefined {
  if (!MARKUP_BEGINS.test(html.charAt(open + 1))) return open + 1;
  if (html.startsWith('<!--', open)) return behind(html, '-->', open + 2) ?? html.length;

  return behind(html, '>', open);
}

function behind(html: string, mark: string, from: number): number | undefined {
  const at = html.indexOf(mark, from);
  return at < 0 ? undefined : at + mark.length;
}

/** Finds the end of a hidden element; once an element has none, none is looked for again. */
function closingTags(html: string): (name: string, from: number) => number | undefined {
  const endless = new Set<string>();
  return (name, from) => {
    if (endless.has(name)) return undefined;
    const closing = new RegExp(`</${name}\\s?>`, 'gi');
    closing.lastIndex = from;
    if (closing.test(html)) return closing.lastIndex;
    endless.add(name);
    return undefined;
  };
}
