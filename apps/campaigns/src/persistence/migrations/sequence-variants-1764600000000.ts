import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  'alter table sequence add column version int not null default 1',
  `alter table sequence_step add column variants jsonb not null default '[]'`,
  'alter table sequence_step drop constraint sequence_step_says_something',
  `alter table sequence_step add constraint sequence_step_says_something
     check (body_html is not null or body_text is not null or variants <> '[]')`,
];

/** The variants of a step: one document, since nobody asks for one alone. */
export class SequenceVariants1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sequence_step drop column variants'); // and the constraint with it
    await runner.query('alter table sequence drop column version');
  }
}
