import type { MigrationInterface, QueryRunner } from 'typeorm';

const CONTACT = `
  create table contact (
    id uuid primary key,
    workspace_id uuid not null,
    email text not null,
    first_name text,
    last_name text,
    title text,
    seniority text,
    department text,
    country text,
    time_zone text,
    lead_score integer,
    icp_tier text,
    grade text,
    company_name text,
    company_domain text,
    company_industry text,
    tags text[] not null default '{}',
    custom_fields jsonb not null default '{}',
    deleted_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`;

/**
 * Deleted contacts keep their address: one that comes back is the same contact again, and so is never enrolled a
 * second time in a campaign that it already went through.
 */
const CONTACT_EMAIL = `create unique index contact_email on contact (workspace_id, lower(email))`;

const SEGMENT = `
  create table segment (
    id uuid primary key,
    workspace_id uuid not null,
    name text not null,
    conditions jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`;

const SUPPRESSION = `
  create table suppression (
    workspace_id uuid not null,
    kind text not null check (kind in ('email', 'domain')),
    value text not null check (value = lower(value)),
    reason text not null check (reason in ('unsubscribed', 'hard_bounce', 'spam_complaint', 'manual')),
    created_at timestamptz not null,
    primary key (workspace_id, kind, value)
  )`;

const CAMPAIGN_PLAN = `
  create table campaign_plan (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version integer not null,
    status text not null,
    filter jsonb not null,
    steps jsonb not null,
    time_zone text not null,
    max_new_leads_per_day integer not null,
    started_today integer not null default 0,
    day_resets_at timestamptz,
    scan_after uuid,
    scan_done boolean not null default false,
    scan_again boolean not null default false,
    wake_at timestamptz,
    exhausted_told_version integer,
    check (wake_at is null or status = 'active')
  )`;

/** No foreign key to the contact: it is never removed, and 5,000 checks per page would cost more than the insert. */
const ENROLLMENT = `
  create table enrollment (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null references campaign_plan,
    contact_id uuid not null,
    email text not null,
    status text not null check (
      status in ('pending', 'active', 'completed', 'replied', 'bounced', 'unsubscribed', 'removed', 'failed')
    ),
    current_step integer not null default 0,
    awaiting_step integer,
    next_step_at timestamptz,
    last_sent_at timestamptz,
    sending_account_id uuid,
    enrolled_at timestamptz not null,
    finished_at timestamptz,
    stop_reason text,
    source text not null check (source in ('filter', 'manual')),
    unique (campaign_id, contact_id),
    check ((finished_at is null) = (status in ('pending', 'active'))),
    check (awaiting_step is null or status = 'active'),
    check (next_step_at is null or status in ('pending', 'active'))
  )`;

const INDEXES = [
  `create index contact_scan on contact (workspace_id, id)`,
  `create index segment_workspace on segment (workspace_id, id)`,
  `create index campaign_plan_wake on campaign_plan (wake_at) where wake_at is not null`,
  `create index campaign_plan_workspace on campaign_plan (workspace_id) where status in ('draft', 'active', 'paused')`,
  // By campaign first: the due rows of a paused campaign must not stand in the way of all others.
  `create index enrollment_due on enrollment (campaign_id, next_step_at)
     where status = 'active' and awaiting_step is null`,
  `create index enrollment_unfinished on enrollment (campaign_id) where status in ('pending', 'active')`,
  `create index enrollment_unfinished_email on enrollment (workspace_id, lower(email))
     where status in ('pending', 'active')`,
];

export class Enrollment1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const tables = [CONTACT, CONTACT_EMAIL, SEGMENT, SUPPRESSION, CAMPAIGN_PLAN, ENROLLMENT];
    for (const statement of [...tables, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table enrollment, campaign_plan, suppression, segment, contact');
  }
}
