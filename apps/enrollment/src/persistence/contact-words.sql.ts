import { SqlParams, type ComposedStatement } from '#database';

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

export interface WordsAsked {
  /** Uuid. */
  readonly workspaceId: string;
  /** How many contacts it has. */
  readonly size: number;
  readonly search: string;
}

/** From so many contacts on the index of words is right for a workspace. */
const LARGE = 50_000;

/**
 * The ids of a workspace's contacts that match so, also of deleted ones. Of a large workspace words alone are looked up by
 * their index whatever they are. PostgreSQL would plan that for a workspace of average size, and go through all contacts
 * of this one, if it could use the workspace as a key; of a small one it has to see the words to choose.
 */
export function lookupWords({ workspaceId, search, size }: WordsAsked): ComposedStatement {
  const params = new SqlParams();
  const { addresses, words } = termsIn(search);
  const isWordsOfLarge = addresses.length === 0 && size >= LARGE;
  const isOfWorkspace = `found.workspace_id = ${params.bind(workspaceId, 'uuid')}`;
  const condition = isWordsOfLarge ? `(${isOfWorkspace}) is true` : isOfWorkspace;
  return {
    sql: `select found.id from contact_lookup found where ${condition} and ${matchSql(search, params)}`,
    values: params.values,
    isPlannedOnce: isWordsOfLarge || (addresses.length === 1 && words.length === 0),
  };
}

function matchSql(search: string, params: SqlParams): string {
  const { addresses, words } = termsIn(search);
  const parts = [
    ...addresses.map((address) => beginsWith(address, params)),
    ...(words.length === 0 ? [] : [`found.words @@ ${params.bind(queryOf(words), 'text')}::tsquery`]),
  ];
  return parts.length === 0 ? 'false' : parts.join(' and ');
}

function termsIn(search: string): { readonly addresses: string[]; readonly words: string[] } {
  const terms = search.toLowerCase().split(/\s+/);
  return {
    addresses: terms.filter((term) => ADDRESS.test(term)),
    words: terms.filter((term) => !ADDRESS.test(term)).flatMap(wordsIn),
  };
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
