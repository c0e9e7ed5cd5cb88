import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENDPOINT = `
  create table endpoint (
    id uuid primary key,
    workspace_id uuid not null,
    name text not null,
    url text not null,
    format text not null,
    active boolean not null,
    event_subscriptions text[] not null,
    -- The patterns of event_subscriptions as types: fanning out compares nothing else.
    event_types text[] not null,
    encrypted_headers text,
    encrypted_secret text,
    secret_preview text not null,
    previous_encrypted_secret text,
    previous_secret_until timestamptz,
    disabled_reason text,
    disabled_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    constraint endpoint_format check (format in ('json', 'slack')),
    constraint endpoint_subscribes check (cardinality(event_subscriptions) > 0),
    constraint endpoint_previous_secret check (
      (previous_encrypted_secret is null) = (previous_secret_until is null)
    ),
    constraint endpoint_disabled check (
      (disabled_reason is null) = (disabled_at is null) and (disabled_reason is null or not active)
    ),
    constraint endpoint_disabled_reason check (disabled_reason in ('gone', 'failing')),
    constraint endpoint_secret check ((encrypted_secret is null) = (deleted_at is not null)),
    constraint endpoint_deleted check (deleted_at is null or not active)
  )`;

/**
 * The state of sending to an endpoint, apart from its settings: a change of one never waits for the other. `due_at`: when
 * the next delivery is to leave; null while none waits. `holder`: the process that sends, until `held_until`.
 */
const QUEUE = `
  create table delivery_queue (
    endpoint_id uuid primary key references endpoint on delete cascade,
    due_at timestamptz,
    holder uuid,
    held_until timestamptz,
    failing_since timestamptz,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    constraint delivery_queue_held check ((holder is null) = (held_until is null))
  )`;

/** Hourly, so that the figures of 30 days are 720 rows at most, however many deliveries there were. */
const FIGURES = `
  create table delivery_figure (
    endpoint_id uuid not null references endpoint on delete cascade,
    hour timestamptz not null,
    attempts int not null default 0,
    successes int not null default 0,
    given_up int not null default 0,
    primary key (endpoint_id, hour)
  )`;

/**
 * Public events as they were published. `position` rises in the order in which events become visible. A partition holds a day
 * of ids, which begin with their time: old events go with their partition.
 */
const EVENT = `
  create table event (
    id uuid primary key,
    workspace_id uuid not null,
    position bigint not null,
    type text not null,
    campaign_id uuid,
    created_at timestamptz not null,
    stored_at timestamptz not null,
    data json not null
  ) partition by range (id)`;

/** One event for one endpoint. Its key makes a second fan-out of the same event harmless. */
const DELIVERY = `
  create table delivery (
    event_id uuid not null,
    endpoint_id uuid not null,
    workspace_id uuid not null,
    type text not null,
    status text not null default 'pending',
    tries int not null default 0,
    next_attempt_at timestamptz,
    attempts jsonb not null default '[]',
    created_at timestamptz not null,
    primary key (event_id, endpoint_id),
    constraint delivery_status check (status in ('pending', 'succeeded', 'failed')),
    constraint delivery_waits check ((status = 'pending') = (next_attempt_at is not null))
  ) partition by range (event_id)`;

/** The names of campaigns, for events that have only the id. */
const CAMPAIGN_NAME = `
  create table campaign_name (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    name text not null,
    version int not null
  )`;

const INDEXES = [
  'create index endpoint_of_workspace on endpoint (workspace_id) where deleted_at is null',
  'create index delivery_queue_due on delivery_queue (due_at) where due_at is not null',
  'create index delivery_queue_lease on delivery_queue (held_until) where held_until is not null',
  'create sequence event_position as bigint owned by event.position',
  'create index event_of_workspace on event (workspace_id, position)',
  'create index event_by_type on event (workspace_id, type, position)',
  'create index event_of_campaign on event (workspace_id, campaign_id, position) where campaign_id is not null',
  `create index event_of_campaign_by_type on event (workspace_id, campaign_id, type, position)
    where campaign_id is not null`,
  'create index event_since on event (workspace_id, stored_at, position)',
  `create index delivery_pending on delivery (endpoint_id, next_attempt_at, event_id) where status = 'pending'`,
  'create index delivery_of_endpoint on delivery (endpoint_id, event_id)',
  `create index delivery_failed on delivery (endpoint_id, event_id) where status = 'failed'`,
];

const TABLES = [ENDPOINT, QUEUE, FIGURES, EVENT, DELIVERY, CAMPAIGN_NAME];

export class CreateWebhooks1795953600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table campaign_name, delivery, event, delivery_figure, delivery_queue, endpoint',
    );
  }
}
