import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

/** All ids are uuids. */
export interface ChangedContactBatch {
  readonly workspace_id: string;
  readonly contact_ids: readonly string[];
}

const NOTE = `
  insert into changed_contact (workspace_id, contact_id) select $1, id from unnest($2::uuid[]) as changed(id)`;

const NOTE_ADDRESS = `
  insert into changed_contact (workspace_id, contact_id)
  select $1, id from contact_lookup where workspace_id = $1 and address = $2 and deleted_at is null`;

/** The workspace of the oldest change, and up to $1 changes of it that nobody else has claimed. */
const CLAIM = `
  with oldest as materialized (
    select workspace_id from changed_contact order by id limit 1 for update skip locked
  ), claimed as materialized (
    select id from changed_contact where workspace_id = (select workspace_id from oldest)
    order by id limit $1
    for update skip locked
  )
  delete from changed_contact where id = any(array(select id from claimed))
  returning workspace_id, contact_id`;

/** The contacts that may have become eligible for a campaign since they were last matched. All ids are uuids. */
@Injectable()
export class ChangedContacts {
  /** In the transaction that changes the contacts; waits for nobody. */
  async note(tx: Transaction, workspaceId: string, contactIds: readonly string[]): Promise<void> {
    if (contactIds.length > 0) await tx.query(NOTE, [workspaceId, contactIds]);
  }

  /** Notes the contact that has the address (in lower case), if there is one. */
  async noteAddress(tx: Transaction, workspaceId: string, address: string): Promise<void> {
    await tx.query(NOTE_ADDRESS, [workspaceId, address]);
  }

  /** Takes contacts of one workspace; they are back when the transaction fails. Undefined when nothing waits. */
  async claim(tx: Transaction, limit: number): Promise<ChangedContactBatch | undefined> {
    const rows = await tx.query<{ workspace_id: string; contact_id: string }>(CLAIM, [limit]);
    const [first] = rows;
    if (first === undefined) return undefined;
    const contact_ids = [...new Set(rows.map(({ contact_id }) => contact_id))];
    return { workspace_id: first.workspace_id, contact_ids };
  }
}
