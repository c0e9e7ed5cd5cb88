import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Labels of variants: in what is known null for none, in the totals empty, since they are part of the key. */
const STATEMENTS = [
  'alter table email_fact add column variant text collate "C"',
  'alter table contact_fact add column variant text collate "C"',
  `alter table step_total add column variant text collate "C" not null default ''`,
  'alter table step_total drop constraint step_total_pkey',
  'alter table step_total add primary key (campaign_id, step_id, variant)',
];

export class Variants1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  /** Totals of steps have to be rebuilt afterwards: those of their variants are gone. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from step_total where variant <> ''`);
    await runner.query('alter table step_total drop column variant');
    await runner.query('alter table step_total add primary key (campaign_id, step_id)');
    await runner.query('alter table contact_fact drop column variant');
    await runner.query('alter table email_fact drop column variant');
  }
}
