import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `(select nullif(current_setting('nimbus.workspace_id', true), '')::uuid)`;

/** As it was, but for the address: sorted by code point, whatever the database sorts by, its beginning is a range. */
const lookup = (address: string): string => `
  create view contact_lookup as
  select id, workspace_id, deleted_at, ${address} as address,
    to_tsvector('simple', translate(
      email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
        || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(company_domain, ''),
      '@.-_+/', '      '
    )) as words
  from contact
  where workspace_id = ${WORKSPACE} or (${WORKSPACE} is null)`;

async function replace(runner: QueryRunner, address: string): Promise<void> {
  await runner.query('drop view contact_lookup');
  await runner.query('drop index contact_email');
  await runner.query(`create unique index contact_email on contact (workspace_id, (${address}))`);
  await runner.query(lookup(address));
  await runner.query('grant select on contact_lookup to nimbus_enrollment_request');
}

export class ContactAddress1765500000000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return replace(runner, 'lower(email) collate "C"');
  }

  down(runner: QueryRunner): Promise<void> {
    return replace(runner, 'lower(email)');
  }
}
