import type { MigrationInterface, QueryRunner } from 'typeorm';

/** So that a mail which came before the deletion of its contact, and is read afterwards, brings nothing back. */
const DELETED_CONTACT = `
  create table deleted_contact (
    workspace_id uuid not null,
    contact_id uuid not null,
    deleted_at timestamptz not null,
    primary key (workspace_id, contact_id)
  )`;

export class DeletedContacts1795950300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DELETED_CONTACT);
    await runner.query('create index deleted_contact_age on deleted_contact (deleted_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deleted_contact');
  }
}
