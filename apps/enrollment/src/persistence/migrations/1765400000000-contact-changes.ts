import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which contacts every transaction wrote, so that what a process keeps of them can catch up: a row for a statement,
 * not one for a contact. `set search_path` lets the triggers find their table whoever writes.
 */
const NOTE_CONTACTS = `
  create function note_contacts() returns trigger language plpgsql set search_path from current as $$
  begin
    insert into contact_change (workspace_id, contact_ids)
    select workspace_id, array_agg(id) from written group by workspace_id;
    return null;
  end $$`;

/** Who is put into a static segment or taken out of it; of a segment that is gone nobody asks any more. */
const NOTE_MEMBERS = `
  create function note_segment_members() returns trigger language plpgsql set search_path from current as $$
  begin
    insert into contact_change (workspace_id, contact_ids)
    select s.workspace_id, array_agg(w.contact_id) from written w join segment s on s.id = w.segment_id
    group by s.workspace_id;
    return null;
  end $$`;

export class ContactChanges1765400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table contact_change (
        workspace_id uuid not null,
        transaction_id xid8 not null default pg_current_xact_id(),
        contact_ids uuid[] not null,
        noted_at timestamptz not null default clock_timestamp()
      )`);
    await runner.query('create index contact_change_since on contact_change (workspace_id, transaction_id)');
    await runner.query('create index contact_change_age on contact_change (noted_at)');
    await runner.query(NOTE_CONTACTS);
    await runner.query(NOTE_MEMBERS);
    await runner.query(`
      create trigger note_new after insert on contact referencing new table as written
      for each statement execute function note_contacts()`);
    await runner.query(`
      create trigger note_changed after update on contact referencing new table as written
      for each statement execute function note_contacts()`);
    await runner.query(`
      create trigger note_added after insert on segment_contact referencing new table as written
      for each statement execute function note_segment_members()`);
    await runner.query(`
      create trigger note_removed after delete on segment_contact referencing old table as written
      for each statement execute function note_segment_members()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function note_contacts cascade');
    await runner.query('drop function note_segment_members cascade');
    await runner.query('drop table contact_change');
  }
}
