import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `(select nullif(current_setting('nimbus.workspace_id', true), '')::uuid)`;

/**
 * Words and not trigrams, because trigrams need an extension that not every server lets us create. Without their places,
 * which are a third of the size and only serve phrases.
 */
const WORDS = `
  strip(to_tsvector('simple', translate(
    email || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
      || coalesce(title, '') || ' ' || coalesce(company_name, '') || ' ' || coalesce(company_domain, ''),
    '@.-_+/', '      '
  )))`;

const FACETS = [
  'icp_tier',
  'grade',
  'seniority',
  'department',
  'country',
  'company_industry',
  'verification_status',
];

/**
 * The workspace stands in front of the key: with an index over the ids alone a page reads every newer contact of all
 * other workspaces (200,000 of them in 50 ms) before the first of its own.
 */
const CONTACT = `
  create table contact (
    id uuid not null,
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
    updated_at timestamptz not null,
    phone text,
    mobile text,
    linkedin_url text,
    city text,
    state text,
    lead_source text,
    verification_status text,
    is_enriched boolean not null default false,
    company_employee_count integer,
    company_revenue_band text,
    words tsvector not null generated always as (${WORDS}) stored,
    primary key (workspace_id, id)
  )`;

/**
 * Contacts for statements that need the index of terms or of addresses. Under row-level security PostgreSQL uses no
 * index for `&&`, `@@` or `lower()`; a view is read with the rights of its owner, and this one compares the workspace.
 * Schedules work for no workspace and see all contacts.
 */
const CONTACT_LOOKUP = `
  create view contact_lookup as
  select contact.*, lower(email) collate "C" as address
  from contact
  where workspace_id = ${WORKSPACE} or (${WORKSPACE} is null)`;

const SEGMENT = `
  create table segment (
    id uuid primary key,
    workspace_id uuid not null,
    name text not null,
    conditions jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    type text not null default 'dynamic' check (type in ('dynamic', 'static')),
    contact_count integer,
    contact_count_at timestamptz,
    count_claimed_until timestamptz,
    check ((contact_count is null) = (contact_count_at is null))
  )`;

/** No foreign key to the contact: a contact is never removed. */
const SEGMENT_CONTACT = `
  create table segment_contact (
    segment_id uuid not null references segment on delete cascade,
    contact_id uuid not null,
    primary key (segment_id, contact_id)
  )`;

const SUPPRESSION = `
  create table suppression (
    workspace_id uuid not null,
    kind text not null check (kind in ('email', 'domain')),
    value text not null check (value = lower(value)),
    reason text not null check (reason in ('unsubscribed', 'hard_bounce', 'spam_complaint', 'manual')),
    created_at timestamptz not null,
    id uuid not null default uuid_v7(),
    primary key (workspace_id, kind, value)
  )`;

const CAMPAIGN_REPLICA = `
  create table campaign_replica (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version integer not null,
    status text not null check (status in ('draft', 'active', 'paused', 'completed', 'archived')),
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
    exhausted_published_version integer,
    constraint campaign_replica_wakes check (wake_at is null or status = 'active')
  )`;

/** A log without a unique key: two writers of one contact wait neither for each other nor for the matching. */
const CHANGED_CONTACT = `
  create table changed_contact (
    id bigint primary key generated always as identity,
    workspace_id uuid not null,
    contact_id uuid not null
  )`;

/** A matched contact stays a candidate until its campaign has enrolled it or found that it is not eligible any more. */
const CAMPAIGN_CANDIDATE = `
  create table campaign_candidate (
    campaign_id uuid not null references campaign_replica,
    contact_id uuid not null,
    primary key (campaign_id, contact_id)
  )`;

/**
 * No foreign key to the contact: 5,000 checks per page would cost more than the insert. A removed enrollment still awaits
 * a step that was queued before. `reopened_after`: no earlier outcome ends a step that is sent again.
 */
const ENROLLMENT = `
  create table enrollment (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null references campaign_replica,
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
    reopened_after timestamptz,
    unique (campaign_id, contact_id),
    constraint enrollment_finishes check ((finished_at is null) = (status in ('pending', 'active'))),
    constraint enrollment_awaits check (awaiting_step is null or status in ('active', 'removed')),
    constraint enrollment_has_next_step check (next_step_at is null or status in ('pending', 'active'))
  )`;

const INDEXES = [
  // Deleted contacts keep their address: one that comes back is the same contact and is not enrolled a second time.
  // By code point, so that the beginning of an address is a range.
  `create unique index contact_email on contact (workspace_id, (lower(email) collate "C"))`,
  // Any combination of the values that filters name. Each as an array of one, because GIN has no operators for a text.
  // One write in many empties the list of pending entries: 5,500 blocks with the default of 4 MB, some 1,400 with 1 MB. With
  // 512 kB bulk writes take a tenth more of PostgreSQL's time. A search of a full list takes 1 ms more.
  `create index contact_terms on contact using gin (
     words, tags, ${FACETS.map((column) => `(array[lower(${column})])`).join(', ')}
   ) with (gin_pending_list_limit = 1024)`,
  `create index contact_score on contact (workspace_id, lead_score)`,
  `create index contact_times on contact using brin (created_at, updated_at)`,
  `create index segment_workspace on segment (workspace_id, id)`,
  `create index segment_count_age on segment (contact_count_at nulls first)`,
  `create index segment_contact_contact on segment_contact (contact_id)`,
  `create unique index suppression_of_workspace on suppression (workspace_id, id)`,
  `create index campaign_replica_wake on campaign_replica (wake_at) where wake_at is not null`,
  `create index campaign_replica_workspace on campaign_replica (workspace_id)
     where status in ('draft', 'active', 'paused')`,
  `create index changed_contact_workspace on changed_contact (workspace_id, id)`,
  `create index enrollment_of_campaign on enrollment (campaign_id, id)`,
  // By campaign first: the due rows of a paused campaign must not stand in the way of all others.
  `create index enrollment_due on enrollment (campaign_id, next_step_at)
     where status = 'active' and awaiting_step is null`,
  `create index enrollment_unfinished on enrollment (campaign_id) where status in ('pending', 'active')`,
  `create index enrollment_unfinished_email on enrollment (workspace_id, lower(email))
     where status in ('pending', 'active')`,
  `create index enrollment_pending on enrollment (campaign_id, id) where status = 'pending'`,
  `create index enrollment_leaving on enrollment (campaign_id)
     where status = 'removed' and awaiting_step is not null`,
  // Without it a list of those who ended in a rare way walks over all who completed: 0.2 s for a million.
  `create index enrollment_ended on enrollment (campaign_id, id)
     where status in ('replied', 'bounced', 'unsubscribed', 'removed', 'failed')`,
];

const STATEMENTS = [
  CONTACT,
  SEGMENT,
  SEGMENT_CONTACT,
  SUPPRESSION,
  CAMPAIGN_REPLICA,
  CHANGED_CONTACT,
  CAMPAIGN_CANDIDATE,
  ENROLLMENT,
  ...INDEXES,
  CONTACT_LOOKUP,
  'grant select on contact_lookup to nimbus_enrollment_request',
];

export class CreateEnrollment1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view contact_lookup');
    await runner.query(`
      drop table enrollment, campaign_candidate, changed_contact, campaign_replica, suppression, segment_contact, segment,
        contact`);
  }
}
