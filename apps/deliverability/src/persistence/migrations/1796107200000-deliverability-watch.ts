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

const INDEXES = [
  'create index deliverability_event_of_workspace on deliverability_event (workspace_id, id)',
  'create index deliverability_event_age on deliverability_event (at)',
];

export class DeliverabilityWatch1796107200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [DELIVERABILITY_EVENT, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deliverability_event');
  }
}
