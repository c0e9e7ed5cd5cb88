import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `occasion`: an event of the same type and occasion is stored once, whatever comes twice or from two replicas. */
const DELIVERABILITY_EVENT = `
  create table deliverability_event (
    id uuid primary key,
    workspace_id uuid not null,
    type text not null,
    campaign_id uuid,
    sending_account_id uuid,
    domain text,
    message text not null,
    reasons jsonb not null,
    data jsonb not null,
    occasion text,
    at timestamptz not null,
    constraint deliverability_event_occasion unique (workspace_id, type, occasion)
  )`;

/**
 * `since`: the launch or last resume, from which messages count; null while the campaign sends nothing, and for warmup
 * campaigns. `version` is 0 for a campaign that no event told of.
 */
const CAMPAIGN_WATCH = `
  create table campaign_watch (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    since timestamptz
  )`;

/** Without a check of the counts, for the reason that `account_hour` has none. */
const CAMPAIGN_HOUR = `
  create table campaign_hour (
    campaign_id uuid not null,
    workspace_id uuid not null,
    hour timestamptz not null,
    sent int not null,
    bounced int not null,
    complained int not null,
    primary key (campaign_id, hour)
  ) with (fillfactor = 70)`;

/**
 * `watch_since`: when a person last activated the account; messages of before count no more. `tolerated_failures`: of SPF, DKIM
 * and DMARC those that failed at that time.
 */
const ACCOUNT_WATCH = `
  alter table sending_account add column watch_since timestamptz, add column tolerated_failures text[]`;

const INDEXES = [
  'create index deliverability_event_of_workspace on deliverability_event (workspace_id, id)',
  'create index deliverability_event_age on deliverability_event (at)',
  'create index campaign_watch_of_workspace on campaign_watch (workspace_id)',
  'create index campaign_hour_age on campaign_hour using brin (hour)',
];

export class DeliverabilityWatch1796107200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const tables = [DELIVERABILITY_EVENT, CAMPAIGN_WATCH, CAMPAIGN_HOUR, ACCOUNT_WATCH];
    for (const statement of [...tables, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sending_account drop column tolerated_failures, drop column watch_since');
    await runner.query('drop table campaign_hour, campaign_watch, deliverability_event');
  }
}
