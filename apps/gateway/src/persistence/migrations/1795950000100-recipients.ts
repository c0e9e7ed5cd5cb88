import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hits on links for the minute in which they are judged; `message` is what their event tells. */
const LINK_HIT = `
  create table link_hit (
    id uuid primary key,
    workspace_id uuid not null,
    send_id uuid not null,
    position integer not null,
    links integer not null,
    url text not null,
    machine boolean not null,
    at timestamptz not null,
    message jsonb not null,
    judged_at timestamptz
  )`;

/** Settings that other services copy from `workspace.changed`: the highest version wins. */
const WORKSPACE = `
  alter table workspace
    add column version integer not null default 1,
    add column footer text,
    add column postal_address text`;

/**
 * The host of the tracked links of a workspace. A host belongs to one workspace. `failures` counts the checks in a row that
 * have failed.
 */
const TRACKING_DOMAIN = `
  create table tracking_domain (
    workspace_id uuid primary key references workspace on delete cascade,
    domain text not null unique check (domain = lower(domain)),
    status text not null default 'pending' check (status in ('pending', 'active', 'failed')),
    failures integer not null default 0 check (failures >= 0),
    problem text,
    checked_at timestamptz,
    next_check_at timestamptz not null
  )`;

const STATEMENTS = [
  LINK_HIT,
  WORKSPACE,
  TRACKING_DOMAIN,
  'create index link_hit_waiting on link_hit (at) where judged_at is null',
  'create index link_hit_judged on link_hit (judged_at)',
  'create index link_hit_send on link_hit (send_id, at)',
  'create index tracking_domain_next_check on tracking_domain (next_check_at)',
];

export class Recipients1795950000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tracking_domain, link_hit');
    await runner.query(
      'alter table workspace drop column postal_address, drop column footer, drop column version',
    );
  }
}
