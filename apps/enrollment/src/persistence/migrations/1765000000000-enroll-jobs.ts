import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `due_at`: when somebody is to look at the job next. Whoever works on it moves it on, as a lease that runs out. */
const JOB = `
  create table enroll_job (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null references campaign_plan,
    status text not null check (status in ('receiving', 'queued', 'running', 'succeeded', 'failed')),
    total integer not null check (total > 0),
    received integer not null default 0 check (received <= total),
    done integer not null default 0 check (done <= received),
    enrolled integer not null default 0,
    error text,
    attempts integer not null default 0,
    due_at timestamptz not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    expires_at timestamptz not null,
    check ((finished_at is null) = (status in ('receiving', 'queued', 'running'))),
    check ((error is null) = (status <> 'failed'))
  )`;

/** `skipped`: null until the part is worked on, then who of it was not enrolled, and why. */
const PART = `
  create table enroll_job_part (
    job_id uuid not null references enroll_job on delete cascade,
    part integer not null,
    contact_ids uuid[] not null,
    skipped jsonb,
    primary key (job_id, part)
  )`;

export class EnrollJobs1765000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JOB);
    await runner.query(PART);
    await runner.query('create index enroll_job_due on enroll_job (due_at) where finished_at is null');
    await runner.query('create index enroll_job_expiry on enroll_job (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table enroll_job_part, enroll_job');
  }
}
