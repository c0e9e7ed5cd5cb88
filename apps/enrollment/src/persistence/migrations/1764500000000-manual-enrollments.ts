import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A removed enrollment still awaits a step that was queued before: its message goes unless it was stopped too. */
export class ManualEnrollments1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table enrollment drop constraint enrollment_check1');
    await runner.query(
      `alter table enrollment add constraint enrollment_awaits
         check (awaiting_step is null or status in ('active', 'removed'))`,
    );
    await runner.query('create index enrollment_of_campaign on enrollment (campaign_id, id)');
    await runner.query(
      `create index enrollment_pending on enrollment (campaign_id, id) where status = 'pending'`,
    );
    await runner.query(
      `create index enrollment_leaving on enrollment (campaign_id)
         where status = 'removed' and awaiting_step is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index enrollment_of_campaign, enrollment_pending, enrollment_leaving');
    await runner.query(`update enrollment set awaiting_step = null where status = 'removed'`);
    await runner.query('alter table enrollment drop constraint enrollment_awaits');
    await runner.query(
      `alter table enrollment add constraint enrollment_check1 check (awaiting_step is null or status = 'active')`,
    );
  }
}
