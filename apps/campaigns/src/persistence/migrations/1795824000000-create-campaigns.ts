import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEQUENCE = `
  create table sequence (
    id uuid primary key,
    workspace_id uuid not null,
    name text not null,
    version int not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint sequence_version check (version >= 1)
  )`;

/** The variants are one document, since no request reads one alone. */
const SEQUENCE_STEP = `
  create table sequence_step (
    id uuid primary key,
    sequence_id uuid not null references sequence,
    step_number int not null,
    delay_value double precision not null,
    delay_unit text not null,
    subject text not null,
    body_html text,
    body_text text,
    same_thread boolean not null,
    variants jsonb not null,
    constraint sequence_step_number unique (sequence_id, step_number),
    constraint sequence_step_counts_from_one check (step_number >= 1),
    constraint sequence_step_delay check (delay_value >= 0 and delay_unit in ('minutes', 'hours', 'days')),
    constraint sequence_step_says_something
      check (body_html is not null or body_text is not null or variants <> '[]')
  )`;

/** The constraint `campaign_state` is the union type of the states in SQL: each with exactly its facts. */
const CAMPAIGN = `
  create table campaign (
    id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    status text not null,
    paused_by text,
    pause_reason text,
    started_at timestamptz,
    completed_at timestamptz,
    archived_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    client_id uuid,
    name text not null,
    campaign_type text not null,
    platform text not null,
    sequence_id uuid not null references sequence,
    sending_account_ids uuid[] not null,
    min_health_score int not null,
    daily_send_limit int not null,
    max_new_leads_per_day int not null,
    smart_time_gaps boolean not null,
    send_window_start int not null,
    send_window_end int not null,
    send_days int[] not null,
    time_zone text not null,
    recipient_time_zone boolean not null,
    open_tracking_enabled boolean not null,
    link_tracking_enabled boolean not null,
    stop_on_reply boolean not null,
    stop_on_domain_reply boolean not null,
    stop_on_unsubscribe boolean not null,
    contact_filter jsonb not null,
    constraint campaign_version check (version >= 1),
    constraint campaign_type check (campaign_type in ('cold_outreach', 'nurture', 're_engagement', 'warmup')),
    constraint campaign_platform
      check (platform in ('native', 'reachinbox', 'smartlead', 'instantly', 'lemlist')),
    constraint campaign_window
      check (send_window_start >= 0 and send_window_start < send_window_end and send_window_end <= 24),
    constraint campaign_paused_by check (paused_by in ('user', 'deliverability')),
    constraint campaign_state check (
      case status
        when 'draft' then
          num_nonnulls(started_at, paused_by, pause_reason, completed_at, archived_at) = 0
        when 'active' then
          started_at is not null and num_nonnulls(paused_by, pause_reason, completed_at, archived_at) = 0
        when 'paused' then
          num_nulls(started_at, paused_by) = 0 and num_nonnulls(completed_at, archived_at) = 0
        when 'completed' then
          num_nulls(started_at, completed_at) = 0 and num_nonnulls(paused_by, pause_reason, archived_at) = 0
        when 'archived' then
          archived_at is not null and num_nonnulls(paused_by, pause_reason) = 0
        else false
      end
    )
  )`;

/** The indexes of lists end in the order of the lists, so that a page of few matches does not read all campaigns. */
const INDEXES = [
  'create index sequence_of_workspace on sequence (workspace_id, id)',
  'create index campaign_of_workspace on campaign (workspace_id, id)',
  'create index campaign_of_sequence on campaign (sequence_id)',
  'create index campaign_by_status on campaign (workspace_id, status, id)',
  'create index campaign_by_client on campaign (workspace_id, client_id, id) where client_id is not null',
  'create index campaign_by_created on campaign (workspace_id, created_at)',
  'create index campaign_by_updated on campaign (workspace_id, updated_at)',
];

export class CreateCampaigns1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [SEQUENCE, SEQUENCE_STEP, CAMPAIGN, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table campaign, sequence_step, sequence');
  }
}
