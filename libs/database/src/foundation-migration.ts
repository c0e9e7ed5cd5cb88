import type { MigrationInterface, QueryRunner } from 'typeorm';

const OUTBOX = `
  create table outbox (
    position bigint generated always as identity primary key,
    id uuid not null unique,
    subject text not null,
    payload text not null,
    headers jsonb not null default '{}',
    created_at timestamptz not null default now(),
    published_at timestamptz
  )`;

const PROCESSED_EVENT = `
  create table processed_event (
    consumer text not null,
    event_id uuid not null,
    processed_at timestamptz not null default now(),
    primary key (consumer, event_id)
  )`;

/**
 * A UUIDv7: 48 bits of milliseconds, then random. PostgreSQL has its own from 18 on; this runs on 15. `set_bit`
 * counts from the lowest bit of each byte, so that 52 and 53 turn version 4 (0100) into 7 (0111); the variant stays.
 */
const UUID_V7 = `
  create function uuid_v7() returns uuid language sql volatile parallel safe as $$
    select encode(
      set_bit(
        set_bit(
          overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
            from 1 for 6
          ),
          52, 1
        ),
        53, 1
      ),
      'hex'
    )::uuid
  $$`;

/** The tables and functions of every service: outbox, inbox and `uuid_v7`. Each service lists this migration first. */
export class Foundation1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UUID_V7);
    await runner.query(OUTBOX);
    await runner.query('create index outbox_unpublished on outbox (position) where published_at is null');
    await runner.query('create index outbox_history on outbox (published_at) where published_at is not null');
    await runner.query(PROCESSED_EVENT);
    await runner.query('create index processed_event_age on processed_event (processed_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table processed_event, outbox');
    await runner.query('drop function uuid_v7()');
  }
}
