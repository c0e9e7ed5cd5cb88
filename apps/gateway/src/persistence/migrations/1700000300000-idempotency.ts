import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Without a status the first request is still running, or its process died. */
const IDEMPOTENCY_RECORD = `
  create table idempotency_record (
    workspace_id uuid not null references workspace on delete cascade,
    key_hash bytea not null,
    request_hash bytea not null,
    claim_id uuid not null,
    claimed_until timestamptz not null,
    expires_at timestamptz not null,
    status smallint,
    media_type text,
    body bytea,
    primary key (workspace_id, key_hash),
    check ((status is null) = (body is null) and (status is null) = (media_type is null))
  )`;

/** The answers that repeated requests get again. */
export class Idempotency1700000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IDEMPOTENCY_RECORD);
    await runner.query('create index idempotency_record_expiry on idempotency_record (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_record');
  }
}
