import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Connections that follow the events of a workspace, at all replicas. */
const EVENT_STREAM = `
  create table event_stream (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    expires_at timestamptz not null
  )`;

export class EventStreams1795953700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENT_STREAM);
    await runner.query('create index event_stream_workspace on event_stream (workspace_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_stream');
  }
}
