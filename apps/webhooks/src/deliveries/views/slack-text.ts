/**
 * Text in Slack's markup (`mrkdwn`). Names, subjects, snippets and reasons come from customers, contacts and foreign
 * servers: none of them may mention people, link, format, or turn the direction of the text.
 */

/** Line breaks, control characters and marks of direction. The joiner of emoji (U+200D) is none of them. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;

/** An underscore formats only at the edge of a word: those in `first_name` or an address stay. */
const UNDERSCORE_AT_EDGE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

const CONTROL = /[&<>*~`]/g;

/** Slack reads three characters as entities. It has no escape for those that format, so they become similar ones. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '*': '∗',
  '~': '∼',
  '`': '’',
};

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A foreign text as one line that Slack shows as it is, at most `maxLength` long with its entities. A longer one is cut
 * between characters as people see them, and ends with `…`.
 */
export function safeText(text: string, maxLength: number): string {
  let safe = '';
  for (const { segment } of GRAPHEMES.segment(oneLine(text, maxLength))) {
    // A combining mark makes one grapheme of itself and a `<`, so characters are replaced within graphemes.
    const next = segment.replace(CONTROL, (character) => REPLACEMENTS[character] ?? '');
    if (safe.length + next.length >= maxLength) return `${safe}…`;
    safe += next;
  }
  return safe;
}

/** Twice the length is enough to see that the text must be cut, and bounds the work on a very long one. */
const oneLine = (text: string, maxLength: number): string =>
  text
    .replace(INVISIBLE, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 2 * maxLength)
    .replace(UNDERSCORE_AT_EDGE, 'ˍ');

/** A link with a label that went through `safeText`. The first `|` ends the address, and a further one confuses. */
export const link = (url: string, label: string): string => `<${url}|${label.replaceAll('|', '¦')}>`;

/** A time in the reader's time zone; programs that cannot do so show it in UTC. */
export function localTime(instant: string): string {
  const at = new Date(instant);
  const utc = at.toISOString().slice(0, 16).replace('T', ' ');

  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty} {time}|${utc} UTC>`;
}
