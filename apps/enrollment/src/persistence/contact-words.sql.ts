import type { SqlParams } from '#database';

/**
 * The contact `c` has every word that is looked for, whole but for the last one, which may be the beginning of one: a
 * beginning that a million contacts share, as of their domains, took 600 ms to look up beside a word that few have. A
 * term with an `@` inside is the beginning of the address. A search without a letter or digit finds nobody.
 *
 * The matches are an array, so that they are looked up first and the contacts by their key: PostgreSQL expects 20,000
 * matches of any words, and for that many it would rather read all contacts.
 */
export const searchSql = (search: string, params: SqlParams): string =>
  `c.id = any(array(select found.id from contact_lookup found where ${matchSql(search, params)}))`;

/** The ids of a workspace's contacts that match so, also of deleted ones. */
export const lookupSql = (workspaceId: string, search: string, params: SqlParams): string =>
  `select found.id from contact_lookup found
   where found.workspace_id = ${params.bind(workspaceId, 'uuid')} and ${matchSql(search, params)}`;

function matchSql(search: string, params: SqlParams): string {
  const terms = search.toLowerCase().split(/\s+/);
  const addresses = terms.filter((term) => ADDRESS.test(term));
  const words = terms.filter((term) => !ADDRESS.test(term)).flatMap(wordsIn);
  const parts = [
    ...addresses.map((address) => beginsWith(address, params)),
    ...(words.length === 0 ? [] : [`found.words @@ ${params.bind(queryOf(words), 'text')}::tsquery`]),
  ];
  return parts.length === 0 ? 'false' : parts.join(' and ');
}

const ADDRESS = /^[^@]+@/;

const wordsIn = (term: string): string[] => term.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

const queryOf = (words: readonly string[]): string =>
  words.map((word, place) => (place === words.length - 1 ? `'${word}':*` : `'${word}'`)).join(' & ');

/** A range, which an index answers where it cannot answer `starts_with`. U+10FFFF sorts behind all other characters. */
function beginsWith(address: string, params: SqlParams): string {
  const from = params.bind(address, 'text');
  const to = params.bind(`${address}\u{10FFFF}`, 'text');
  return `found.address between ${from} and ${to}`;
}
