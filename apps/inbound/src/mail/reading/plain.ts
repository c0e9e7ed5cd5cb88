/**
 * At most `length` characters that PostgreSQL and JSON take: a NUL is no character of a text there, and neither is half of a
 * surrogate pair, which a cut may leave.
 */
export const plain = (text: string, length: number): string =>
  text.slice(0, length).replaceAll(/[\0\p{Surrogate}]/gu, '');

/** The same in one line. */
export const oneLine = (text: string, length: number): string =>
  plain(text.slice(0, length).replaceAll(/\s+/g, ' ').trim(), length);
