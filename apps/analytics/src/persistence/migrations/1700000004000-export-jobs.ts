import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `due_at`: when somebody is to look at the job next. Whoever writes its next part moves it on, as a lease that runs out.
 * `cursor`: where in the log that part begins. `expires_at`: when job and file are no more to be had.
 */
const JOB = `
  create table export_job (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    format text not null,
    include text[] not null,
    status text not null check (status in ('queued', 'running', 'succeeded', 'failed')),
    total integer not null check (total >= done),
    done integer not null default 0,
    cursor text,
    parts integer not null default 0,
    bytes bigint not null default 0,
    error text,
    attempts integer not null default 0,
    due_at timestamptz not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    expires_at timestamptz,
    check ((finished_at is null) = (status in ('queued', 'running'))),
    check ((expires_at is null) = (finished_at is null)),
    check ((error is null) = (status <> 'failed'))
  )`;

/** The file in parts of one message each. Beyond 2 kB PostgreSQL compresses them by itself. */
const PART = `
  create table export_part (
    job_id uuid not null references export_job on delete cascade,
    part integer not null,
    content text not null,
    primary key (job_id, part)
  )`;

/** Who asks again while a job is under way gets that one, so that no impatient script fills the disk. */
const ONCE_AT_A_TIME = `
  create unique index export_job_under_way on export_job (workspace_id, campaign_id, format, include)
    where finished_at is null`;

export class ExportJobs1700000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JOB);
    await runner.query(PART);
    await runner.query(ONCE_AT_A_TIME);
    await runner.query('create index export_job_due on export_job (due_at) where finished_at is null');
    await runner.query(
      'create index export_job_expiry on export_job (expires_at) where expires_at is not null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table export_part, export_job');
  }
}
