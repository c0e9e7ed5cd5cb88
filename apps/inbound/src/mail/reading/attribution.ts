/** A line of an attribution, or of the headers of a quoted mail, is not longer. */
const MAX_LINE = 400;

const VERBS = /\b(?:wrote|schrieb|schreef|skrev|escreveu|ha scritto)\b|(?<!\p{L})(?:a écrit|escribió)/u;
const FIRST_WORDS = /^(?:am|den|el|em|il|le|on|op)\s/i;

/** "On Mon, 4 Jan 2027 at 10:12, Ada <ada@example.com> wrote:", in a line or broken into two or three. */
const isAttribution = (line: string): boolean =>
  line.length <= MAX_LINE &&
  line.endsWith(':') &&
  VERBS.test(line) &&
  (line.includes('@') || (/\d/.test(line) && FIRST_WORDS.test(line)));

/** How many lines from `at` on are an attribution: 0 where there is none. */
export function linesOfAttribution(lines: readonly string[], at: number): number {
  const first = bare(lines[at] ?? '');
  if (isAttribution(first)) return 1;
  if (!FIRST_WORDS.test(first) && !first.includes('@')) return 0;

  return [2, 3].find((count) => isAttribution(joined(lines.slice(at, at + count)))) ?? 0;
}

/** No attribution goes over a blank line. */
const joined = (lines: readonly string[]): string =>
  lines.includes('') ? '' : lines.map((line) => bare(line)).join(' ');

/** Programs put stars around bold words. */
export const bare = (line: string): string =>
  line
    .slice(0, MAX_LINE)
    .replaceAll(/[*\u00a0]+/g, ' ')
    .trim();
