import type { SqlParams } from './sql-params.js';

/**
 * Each word that is looked for begins one of the contact `c`; a search without a letter or digit finds nobody. An
 * address counts as its parts, so that its domain is found too.
 */
export function searchSql(search: string, params: SqlParams): string {
  const words = search.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu);
  if (words === null) return 'false';

  const query = words.map((word) => `'${word}':*`).join(' & ');
  // `offset 0` keeps PostgreSQL 18 from seeing through the view to the same table and making one scan, under the
  // policy, out of both.
  return `c.id in (
    select found.id from contact_lookup found
    where found.words @@ ${params.bind(query, 'text')}::tsquery
    offset 0
  )`;
}
