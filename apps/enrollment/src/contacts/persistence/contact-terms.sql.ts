import type { SqlParams } from '#database';

/** The keys of a filter that name values of a column, which the index of terms knows as folded. */
export const FACETS = [
  ['icp_tier', 'c.icp_tier'],
  ['grade', 'c.grade'],
  ['seniority', 'c.seniority'],
  ['department', 'c.department'],
  ['country', 'c.country'],
  ['industry', 'c.company_industry'],
  ['verification_status', 'c.verification_status'],
] as const;

export const isFacet = (column: string): boolean => FACETS.some(([, facet]) => facet === column);

/** The column of the contact `c`, a facet, has one of the values. False, not null, where the contact has none. */
export const facetSql = (column: string, values: readonly string[], params: SqlParams): string =>
  `array[fold(${column})] && ${anyText(values, params)}`;

/** The contact `c` has one of the tags. */
export const tagsSql = (values: readonly string[], params: SqlParams): string =>
  `c.tag_keys && ${anyText(values, params)}`;

const anyText = (values: readonly string[], params: SqlParams): string =>
  `array[${values.map((value) => `fold(${params.bind(value, 'text')})`).join(', ')}]`;
