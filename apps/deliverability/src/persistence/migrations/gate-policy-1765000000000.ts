import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A workspace without a row goes by the defaults. */
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

export class GatePolicy1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GATE_POLICY);
    await runner.query(GATE_DECISION);
    await runner.query('create index gate_decision_of_workspace on gate_decision (workspace_id, id)');
    await runner.query('create index gate_decision_age on gate_decision (decided_at)');
    // Null: nobody reports complaints, which is not the same as none.
    await runner.query(
      'alter table account_day add column complained int, add constraint account_day_complained check (complained >= 0)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account_day drop column complained');
    await runner.query('drop table gate_decision, gate_policy');
  }
}
