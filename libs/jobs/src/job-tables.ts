import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `due_at`: when a worker is to look at the job next; a claim moves it on, as a lease that runs out. `awaited`: how much of
 * the input has not arrived yet. `state`: where the next part begins. `key`: two jobs with the same one are not under way
 * at once.
 */
const JOB = `
  create table job (
    id uuid primary key,
    workspace_id uuid not null,
    type text not null,
    key text,
    status text not null check (status in ('receiving', 'queued', 'running', 'succeeded', 'failed', 'canceled')),
    input jsonb not null,
    state jsonb,
    kept_for interval not null,
    awaited integer not null default 0 check (awaited >= 0),
    total integer not null check (total >= done),
    done integer not null default 0,
    parts integer not null default 0,
    error text,
    attempts integer not null default 0,
    due_at timestamptz not null,
    created_at timestamptz not null,
    finished_at timestamptz,
    expires_at timestamptz,
    check ((finished_at is null) = (status in ('receiving', 'queued', 'running'))),
    check (finished_at is null or expires_at is not null),
    check ((error is null) = (status <> 'failed'))
  )`;

/** `input`: null once the part is done. `content`: a piece of the job's file. `result`: an array, a row for each element. */
const PART = `
  create table job_part (
    job_id uuid not null references job on delete cascade,
    part integer not null,
    input jsonb,
    content text,
    result jsonb,
    primary key (job_id, part)
  )`;

/** The tables of jobs. A service that has jobs lists it among its migrations. */
export class JobTables1795910400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JOB);
    await runner.query(PART);
    await runner.query(
      'create unique index job_under_way on job (workspace_id, type, key) where finished_at is null',
    );
    await runner.query('create index job_due on job (due_at) where finished_at is null');
    await runner.query('create index job_expiry on job (expires_at) where expires_at is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table job_part, job');
  }
}
