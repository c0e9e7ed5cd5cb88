import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A launched campaign and its counterpart at a platform. Leads may be pushed where it is not held, `wanted` is `active`, the
 * campaign exists there and its settings were mirrored (see `ready-links.sql.ts`).
 *
 * `create_started_at`: a creation whose answer is not known. `mirrored_version`: their settings equal this version, which
 * `mirrored_plan` has in their terms; `read_back` is what they showed then. `waits_for`: a difference that only a person ends.
 * `accounts_changed`: an account that may send for it changed since the link was taken up. `state`: as it was last published.
 */
const LINK = `
  create table link (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    connection_id uuid references connection on delete set null,
    platform text not null,
    version int not null,
    campaign jsonb not null,
    steps jsonb not null,
    sending_account_ids uuid[] not null default '{}',
    wanted text not null,
    active_since timestamptz,
    held boolean not null,
    waits_for text,
    platform_campaign_id text,
    create_started_at timestamptz,
    mirrored_version int,
    mirrored_plan jsonb,
    read_back jsonb,
    accounts_changed boolean not null default false,
    observed text,
    confirmed boolean not null default false,
    confirmed_at timestamptz,
    drift jsonb not null default '[]',
    error_code text,
    error_message text,
    attempts int not null default 0,
    next_attempt_at timestamptz,
    leased_by uuid,
    leased_until timestamptz,
    state jsonb,
    state_version bigint not null default 0,
    updated_at timestamptz not null,
    constraint link_platform check (platform in ('reachinbox', 'smartlead', 'instantly', 'lemlist')),
    constraint link_wanted check (wanted in ('active', 'paused', 'stopped')),
    constraint link_observed
      check (observed in ('draft', 'active', 'paused', 'stopped', 'completed', 'missing')),
    constraint link_held check (held or wanted = 'active'),
    constraint link_waits_for check (waits_for in ('paused_there', 'stopped_there', 'deleted_there')),
    constraint link_lease check ((leased_by is null) = (leased_until is null)),
    constraint link_error check ((error_code is null) = (error_message is null)),
    constraint link_mirrored check (mirrored_version is null or mirrored_plan is not null)
  )`;

const INDEXES = [
  'create index link_due on link (next_attempt_at) where next_attempt_at is not null',
  'create index link_lease on link (leased_by) where leased_by is not null',
  `create index link_of_account on link using gin (sending_account_ids) where wanted = 'active'`,
  'create index link_of_connection on link (connection_id)',
  'create index link_of_workspace on link (workspace_id)',
  'create unique index link_there on link (connection_id, platform_campaign_id)',
];

export class CreateLinks1796200100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [LINK, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table link');
  }
}
