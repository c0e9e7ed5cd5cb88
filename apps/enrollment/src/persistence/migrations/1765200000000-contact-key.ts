import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Contacts are walked in the order of their ids within a workspace. An index over the ids alone has that order too, and
 * PostgreSQL took it: a page then read every newer contact of all other workspaces (200,000 of them in 50 ms) before
 * the first of its own. With the workspace in front of the key there is no such index any more. Memberships lose their
 * foreign key for it: a contact is never removed.
 */
export class ContactKey1765200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table segment_contact drop constraint segment_contact_contact_id_fkey');
    await runner.query('alter table contact drop constraint contact_pkey');
    await runner.query('drop index contact_scan');
    await runner.query('alter table contact add primary key (workspace_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table contact drop constraint contact_pkey');
    await runner.query('alter table contact add primary key (id)');
    await runner.query('create index contact_scan on contact (workspace_id, id)');
    await runner.query('alter table segment_contact add foreign key (contact_id) references contact (id)');
  }
}
