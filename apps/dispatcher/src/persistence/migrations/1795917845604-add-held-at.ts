import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `held_at`: when the last hold began. A resume tells by it which sends could have left. */
export class AddHeldAt1795917845604 implements MigrationInterface {
  name = 'AddHeldAt1795917845604';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_send_state add held_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_send_state drop held_at');
  }
}
