import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What contacts are looked up by. Under row-level security PostgreSQL uses no index for `@@` or `lower()`: it cannot
 * know that they give nothing away of a row before the policy has judged it. Of 100,000 contacts a search by words
 * then read every one. A view is read with the rights of its owner, and this one compares the workspace itself; where
 * nobody's request is at work, as in schedules, it holds everybody.
 */
const LOOKUP = `
  create view contact_lookup as
  select id, workspace_id, deleted_at, lower(email) as address,
    to_tsvector('simple', translate(
      email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
        || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(company_domain, ''),
      '@.-_+/', '      '
    )) as words
  from contact
  where workspace_id = (select nullif(current_setting('nimbus.workspace_id', true), '')::uuid)
    or (select nullif(current_setting('nimbus.workspace_id', true), '') is null)`;

export class ContactLookup1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOOKUP);
    await runner.query('grant select on contact_lookup to nimbus_enrollment_request');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view contact_lookup');
  }
}
