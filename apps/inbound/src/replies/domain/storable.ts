/** Control characters, which no line of a mail needs; PostgreSQL's text cannot hold U+0000. */
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;
/** Half of a character, of which PostgreSQL makes no text. */
const LONE_SURROGATE = /\p{Cs}/gu;
const WHITE_SPACE = /\s+/g;

/** White space may be most of a text, of which the beginning alone is wanted. */
const LOOK_AT = 10;

/** Text from a mail as it may be stored: well-formed, bounded, and without control characters. */
export const storableText = (text: string, maxLength: number): string =>
  cut(text.replace(CONTROL, '').replace(LONE_SURROGATE, '\uFFFD'), maxLength);

/** The same in one line. */
export const storableLine = (text: string, maxLength: number): string =>
  storableText(
    text
      .slice(0, maxLength * LOOK_AT)
      .replace(WHITE_SPACE, ' ')
      .trim(),
    maxLength,
  );

/** A character outside of the basic plane has two code units, which are not to be parted. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
}
