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
    smtp_encrypted_password text,
    imap_host text,
    imap_port int,
    imap_secure boolean,
    imap_user text,
    imap_encrypted_password text,
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
    deleted_at timestamptz,
    constraint sending_account_version check (version >= 1),
    constraint sending_account_provider check (provider in ('smtp', 'gmail', 'microsoft365')),
    constraint sending_account_status check (status in ('active', 'paused', 'disconnected', 'error')),
    constraint sending_account_error_says_why check (status <> 'error' or status_reason is not null),
    constraint sending_account_imap check (
      num_nulls(imap_host, imap_port, imap_secure) in (0, 3)
      and (imap_host is not null or num_nonnulls(imap_user, imap_encrypted_password) = 0)
    ),
    constraint sending_account_limit check (daily_send_limit >= 0),
    constraint sending_account_warmup check (cumulative_sends >= 0),
    constraint sending_account_reputation check (reputation between 0 and 100),
    constraint sending_account_health check (health_score between 0 and 100),
    constraint sending_account_authentication check (
      spf in ('pass', 'fail', 'unknown') and dkim in ('pass', 'fail', 'unknown') and dmarc in ('pass', 'fail', 'unknown')
    ),
    constraint sending_account_deleted_is_out check (
      deleted_at is null
      or status = 'disconnected' and num_nonnulls(smtp_encrypted_password, imap_encrypted_password) = 0
    )
  )`;

/**
 * The messages of an account on a day of its own zone. A bounce counts on the day it was reported. `complained` is null
 * while nobody reports complaints, which is not the same as none.
 */
const ACCOUNT_DAY = `
  create table account_day (
    account_id uuid not null references sending_account,
    day date not null,
    sent int not null,
    bounced int not null,
    complained int,
    primary key (account_id, day),
    constraint account_day_counts check (sent >= 0 and bounced >= 0 and complained >= 0)
  )`;

/** A workspace without a row has the default policy. */
const GATE_POLICY = `
  create table gate_policy (
    workspace_id uuid primary key,
    version int not null,
    min_stage int not null,
    min_stage_inboxes int not null,
    min_fleet_score int not null,
    max_bounce_rate double precision not null,
    max_complaint_rate double precision not null,
    min_sample int not null,
    updated_at timestamptz not null,
    constraint gate_policy_version check (version >= 1),
    constraint gate_policy_inboxes check (min_stage between 0 and 5 and min_stage_inboxes >= 0),
    constraint gate_policy_score check (min_fleet_score between 0 and 100),
    constraint gate_policy_rates check (
      max_bounce_rate between 0 and 1 and max_complaint_rate between 0 and 1 and min_sample >= 1
    )
  )`;

const GATE_DECISION = `
  create table gate_decision (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid,
    verdict text not null,
    blocking_reasons jsonb not null,
    policy_version int not null,
    decided_at timestamptz not null,
    constraint gate_decision_verdict check (
      verdict in ('allowed', 'blocked') and (verdict = 'allowed') = (blocking_reasons = '[]')
    )
  )`;

const INDEXES = [
  // The address of a deleted account can be used again.
  'create unique index sending_account_email on sending_account (workspace_id, lower(email)) where deleted_at is null',
  'create index sending_account_of_workspace on sending_account (workspace_id, id)',
  'create index sending_account_scored on sending_account (scored_at)',
  'create index gate_decision_of_workspace on gate_decision (workspace_id, id)',
  'create index gate_decision_age on gate_decision (decided_at)',
];

export class CreateDeliverability1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SENDING_ACCOUNT, ACCOUNT_DAY, GATE_POLICY, GATE_DECISION, ...INDEXES]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table gate_decision, gate_policy, account_day, sending_account');
  }
}
