import type { MigrationInterface, QueryRunner } from 'typeorm';

export class StaticSegments1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table segment
      add column type text not null default 'dynamic' check (type in ('dynamic', 'static'))`);
    await runner.query(`
      create table segment_contact (
        segment_id uuid not null references segment on delete cascade,
        contact_id uuid not null references contact,
        primary key (segment_id, contact_id)
      )`);
    await runner.query('create index segment_contact_contact on segment_contact (contact_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table segment_contact');
    await runner.query('alter table segment drop column type');
  }
}
