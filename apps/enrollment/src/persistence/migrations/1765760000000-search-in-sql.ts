import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `(select nullif(current_setting('nimbus.workspace_id', true), '')::uuid)`;

const WORDS = `
  to_tsvector('simple', translate(
    email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
      || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(company_domain, ''),
    '@.-_+/', '      '
  ))`;

/** The values that filters name, as `<key>=<value in lower case>`: one index answers any combination of them. */
const FACETS = `
  array_remove(array[
    'icp_tier=' || lower(icp_tier), 'grade=' || lower(grade), 'seniority=' || lower(seniority),
    'department=' || lower(department), 'country=' || lower(country), 'industry=' || lower(company_industry),
    'verification_status=' || lower(verification_status)
  ], null)`;

/**
 * Contacts for statements that need the index of terms or of addresses. Under row-level security PostgreSQL uses no
 * index for `&&`, `@@` or `lower()`; a view is read with the rights of its owner, and this one compares the workspace.
 */
const LOOKUP = `
  create view contact_lookup as
  select contact.*, lower(email) collate "C" as address
  from contact
  where workspace_id = ${WORKSPACE} or (${WORKSPACE} is null)`;

/** Filters are answered by PostgreSQL: nothing notes changed contacts for memory any more. */
export class SearchInSql1765760000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop function note_contacts cascade');
    await runner.query('drop function note_segment_members cascade');
    await runner.query('drop table contact_change');

    await runner.query('drop view contact_lookup');
    await runner.query('drop index contact_words');
    await runner.query(`
      alter table contact
        add column words tsvector not null generated always as (${WORDS}) stored,
        add column facets text[] not null generated always as (${FACETS}) stored`);
    await runner.query('create index contact_terms on contact using gin (words, tags, facets)');
    await runner.query('create index contact_score on contact (workspace_id, lead_score)');
    await runner.query('create index contact_times on contact using brin (created_at, updated_at)');
    await runner.query(LOOKUP);
    await runner.query('grant select on contact_lookup to nimbus_enrollment_request');

    await runner.query(`
      alter table segment add contact_count integer, add contact_count_at timestamptz,
        add count_claimed_until timestamptz`);
    await runner.query(`
      alter table segment add check ((contact_count is null) = (contact_count_at is null))`);
    await runner.query('create index segment_count_age on segment (contact_count_at nulls first)');
  }

  down(): Promise<void> {
    throw new Error('the changes that memory needed are not noted any more');
  }
}
