/** Matches one of the phrases as whole words; the text has single spaces between words and around them. */
export const anyOf = (...phrases: readonly string[]): RegExp =>
  new RegExp(` (?:${phrases.join('|')})(?=[ '])`);

/** Up to `count` words between two others. */
export const gap = (count: number): string => `(?: \\S+){0,${count}}? `;
