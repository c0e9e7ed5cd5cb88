import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `warmup_today`: the part of `sent_today` of an account that is warmup, until `warmup_resets_at`. */
export class WarmupSends1796115400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table warmup_send (
        id uuid primary key,
        workspace_id uuid not null,
        campaign_id uuid not null,
        account_id uuid not null,
        status text not null,
        claimed_by uuid not null,
        claimed_at timestamptz not null,
        delivery_started_at timestamptz,
        message_id text,
        error_code text,
        smtp_code int,
        error_message text,
        updated_at timestamptz not null,
        constraint warmup_send_status check (status in ('sending', 'sent', 'bounced', 'failed', 'indeterminate')),
        constraint warmup_send_left_with_its_id check (status <> 'sent' or message_id is not null)
      );
      create index warmup_send_in_hand on warmup_send (campaign_id) where status = 'sending';
      create index warmup_send_age on warmup_send (updated_at);
      create index warmup_send_of_workspace on warmup_send (workspace_id);
      alter table account_state
        add column warmup_today int not null default 0,
        add column warmup_resets_at timestamptz not null default '-infinity'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account_state drop column warmup_resets_at, drop column warmup_today;
      drop table warmup_send`);
  }
}
