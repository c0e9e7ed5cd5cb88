import type { SqlParams } from './sql-params.js';

/**
 * The words of the contact `c`. An address counts as its parts, so that its domain is found too. The index of the
 * migration has the same expression: PostgreSQL takes an index for its own expression alone.
 */
export const CONTACT_WORDS = `
  to_tsvector('simple', translate(
    c.email || ' ' || coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '') || ' '
      || coalesce(c.title, '') || ' ' || coalesce(c.company_name, '') || ' ' || coalesce(c.company_domain, ''),
    '@.-_+/', '      '
  ))`;

/** Each word that is looked for begins one of the contact; a search without a letter or digit finds nobody. */
export function searchSql(search: string, params: SqlParams): string {
  const words = search.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu);
  if (words === null) return 'false';

  const query = words.map((word) => `'${word}':*`).join(' & ');
  return `${CONTACT_WORDS} @@ ${params.bind(query, 'text')}::tsquery`;
}
