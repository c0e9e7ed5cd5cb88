import type { SqlParams } from '#database';

/**
 * The contact `c` has every word, whole but for the last one, which may be the beginning of one. A term with an `@`
 * inside is the beginning of the address. A search without a letter or digit finds nobody. PostgreSQL folds the words,
 * as it folds those of the contacts.
 */
export function searchSql(search: string, params: SqlParams): string {
  const { addresses, words } = termsIn(search);
  const parts = addresses.map((address) => beginsWith(address, params));
  if (words.length > 0) parts.push(`c.words @@ fold(${params.bind(queryOf(words), 'text')})::tsquery`);
  return parts.length === 0 ? 'false' : parts.join(' and ');
}

function termsIn(search: string): { readonly addresses: string[]; readonly words: string[] } {
  const terms = search.split(/\s+/);
  return {
    addresses: terms.filter((term) => ADDRESS.test(term)),
    words: terms.filter((term) => !ADDRESS.test(term)).flatMap(wordsIn),
  };
}

const ADDRESS = /^[^@]+@/;

/** Without accents, because an accent alone would be an empty word, and composed, because `½` becomes two words. */
const wordsIn = (term: string): string[] =>
  term
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .normalize('NFKC')
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

const queryOf = (words: readonly string[]): string =>
  words.map((word, place) => (place === words.length - 1 ? `'${word}':*` : `'${word}'`)).join(' & ');

/** A range, which an index answers where it cannot answer `starts_with`. U+10FFFF sorts behind all other characters. */
function beginsWith(address: string, params: SqlParams): string {
  const from = `lower(${params.bind(address, 'text')})`;
  return `lower(c.email) collate "C" between ${from} and ${from} || U&'\\+10FFFF'`;
}

/**
 * Whether the contact `c` has every word of a domain, which the index of terms finds: true for each contact whose company
 * has the domain, and for others. An index of the domains alone took a third of the time of writing new contacts: 1,000
 * in 118 to 167 ms with it, 67 to 96 without (beside a million, on a busy machine, 2026-11-29).
 */
export const hasWordsOfDomain = (domain: string): string =>
  `c.words @@ plainto_tsquery('simple', translate(fold(${domain}), '@.-_+/<>&:', '          '))`;
