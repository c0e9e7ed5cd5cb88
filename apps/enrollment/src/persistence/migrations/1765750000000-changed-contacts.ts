import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A log without a unique key: two writers of one contact never wait for each other, nor for whoever matches it. A
 * matched contact stays a candidate until its campaign has enrolled it or found that it is not eligible any more.
 */
export class ChangedContacts1765750000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table changed_contact (
        id bigint primary key generated always as identity,
        workspace_id uuid not null,
        contact_id uuid not null
      )`);
    await runner.query('create index changed_contact_workspace on changed_contact (workspace_id, id)');
    await runner.query(`
      create table campaign_candidate (
        campaign_id uuid not null references campaign_plan,
        contact_id uuid not null,
        primary key (campaign_id, contact_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table campaign_candidate, changed_contact');
  }
}
