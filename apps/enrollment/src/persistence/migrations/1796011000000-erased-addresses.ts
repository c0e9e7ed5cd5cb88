import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses of erased persons, by hashes that differ from workspace to workspace. */
export class ErasedAddresses1796011000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function address_hash(workspace uuid, address text) returns bytea
      language sql immutable parallel safe as $$
        select sha256(convert_to(workspace::text || lower(address), 'UTF8'))
      $$`);
    await runner.query(`
      create table erased_address (
        workspace_id uuid not null,
        hash bytea not null check (octet_length(hash) = 32),
        primary key (workspace_id, hash)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erased_address');
    await runner.query('drop function address_hash(uuid, text)');
  }
}
