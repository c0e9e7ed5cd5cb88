import type { MigrationInterface, QueryRunner } from 'typeorm';

const FACETS = [
  'icp_tier',
  'grade',
  'seniority',
  'department',
  'country',
  'company_industry',
  'verification_status',
];

/**
 * Any combination of the values that filters name. Each as an array of one, because GIN has no operators for a text. One
 * write in many empties the list of pending entries: 5,500 blocks with the default of 4 MB, some 1,400 with 1 MB.
 */
const CONTACT_TERMS = `
  create index concurrently contact_terms on contact using gin (
    words, tag_keys, ${FACETS.map((column) => `(array[fold(${column})])`).join(', ')}
  ) with (gin_pending_list_limit = 1024)`;

export class IndexContactTerms1795918561471 implements MigrationInterface {
  readonly transaction = false;

  /** Both statements can be run again: an index that was not finished is dropped first. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists contact_terms');
    await runner.query(CONTACT_TERMS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists contact_terms');
  }
}
