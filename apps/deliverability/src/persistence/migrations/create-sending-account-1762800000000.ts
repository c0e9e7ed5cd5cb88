import type { MigrationInterface, QueryRunner } from 'typeorm';

const SENDING_ACCOUNT = `
  create table sending_account (
    id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    email text not null,
    display_name text not null,
    provider text not null,
    status text not null,
    status_reason text,
    smtp_host text not null,
    smtp_port int not null,
    smtp_secure boolean not null,
    smtp_user text,
    smtp_password_ciphertext bytea,
    smtp_password_nonce bytea,
    smtp_password_key_id text,
    daily_send_limit int not null,
    time_zone text not null,
    warmup_started_at timestamptz,
    cumulative_sends int not null,
    reputation double precision,
    spf text not null,
    dkim text not null,
    dmarc text not null,
    health_score int not null,
    scored_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint sending_account_version check (version >= 1),
    constraint sending_account_provider check (provider in ('smtp', 'gmail', 'microsoft365')),
    constraint sending_account_status check (status in ('active', 'paused', 'disconnected', 'error')),
    constraint sending_account_error_says_why check (status <> 'error' or status_reason is not null),
    constraint sending_account_password check (
      num_nulls(smtp_password_ciphertext, smtp_password_nonce, smtp_password_key_id) in (0, 3)
    ),
    constraint sending_account_limit check (daily_send_limit >= 0),
    constraint sending_account_warmup check (cumulative_sends >= 0),
    constraint sending_account_reputation check (reputation between 0 and 100),
    constraint sending_account_health check (health_score between 0 and 100),
    constraint sending_account_authentication check (
      spf in ('pass', 'fail', 'unknown') and dkim in ('pass', 'fail', 'unknown') and dmarc in ('pass', 'fail', 'unknown')
    )
  )`;

/** What happened to the messages of an inbox on a day of its own zone. A bounce counts on the day it was reported. */
const ACCOUNT_DAY = `
  create table account_day (
    account_id uuid not null references sending_account,
    day date not null,
    sent int not null,
    bounced int not null,
    primary key (account_id, day),
    constraint account_day_counts check (sent >= 0 and bounced >= 0)
  )`;

export class CreateSendingAccount1762800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SENDING_ACCOUNT);
    await runner.query(
      'create unique index sending_account_email on sending_account (workspace_id, lower(email))',
    );
    await runner.query('create index sending_account_of_workspace on sending_account (workspace_id, id)');
    await runner.query('create index sending_account_scored on sending_account (scored_at)');
    await runner.query(ACCOUNT_DAY);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table account_day, sending_account');
  }
}
