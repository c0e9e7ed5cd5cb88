import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The label of the variant that a message was written in. */
export class Variants1763900300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table send add column variant text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table send drop column variant');
  }
}
