import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The warmup messages that have arrived, one row for each. `warms_up` of a mailbox: its spam folder is looked into, the last
 * time at `junk_looked_at`.
 */
export class WarmupMails1796116400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table warmup_receipt (
        send_id uuid primary key,
        workspace_id uuid not null,
        account_id uuid not null,
        message_id text,
        placement text not null,
        received_at timestamptz not null,
        stored_at timestamptz not null,
        moved_at timestamptz,
        constraint warmup_receipt_placement check (placement in ('inbox', 'spam')),
        constraint warmup_receipt_moved_out_of_spam check (moved_at is null or placement = 'spam')
      );
      create index warmup_receipt_age on warmup_receipt (stored_at);
      create index warmup_receipt_of_workspace on warmup_receipt (workspace_id);
      alter table mailbox
        add column warms_up boolean not null default false,
        add column junk_looked_at timestamptz;
      create index mailbox_warms_up on mailbox (leased_by) where warms_up`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table mailbox drop column junk_looked_at, drop column warms_up;
      drop table warmup_receipt`);
  }
}
