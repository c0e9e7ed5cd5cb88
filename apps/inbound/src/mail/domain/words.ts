/** A person says what is meant in the first lines. */
export const JUDGED_LENGTH = 5_000;

/** Small letters without accents, so that "Désinscrivez" and "desinscrivez" are one word. */
export const folded = (text: string): string =>
  text
    .slice(0, JUDGED_LENGTH)
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[’‘`´]/g, "'");

/** Stands for every address in a text. */
const ADDRESS = ' anaddress ';

/** Folded words with a single space around each; a question mark is a word, and `anaddress` any address. */
export const wordsOf = (text: string): string =>
  ` ${folded(text)
    .replaceAll(/[\w.+-]{1,64}@[a-z0-9.-]{1,190}/g, ADDRESS)
    .replaceAll('?', ' ? ')
    .replaceAll(/[^\p{L}\p{N}'?]+/gu, ' ')
    .trim()} `;

/**
 * Matches one of the phrases as whole words. Phrases hold no unbounded repetition: the time of a search grows with the length
 * of the text alone.
 */
export const anyOf = (...phrases: readonly string[]): RegExp => new RegExp(` (?:${phrases.join('|')})(?= )`);

/** Up to `count` words between two others. */
export const gap = (count: number): string => `(?: [^ ]{1,40}){0,${count}} `;
