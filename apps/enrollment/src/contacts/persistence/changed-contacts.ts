import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

export interface ChangedContactBatch {
  readonly workspaceId: string;
  readonly contactIds: readonly string[];
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
  returning workspace_id as "workspaceId", contact_id as "contactId"`;

/** The contacts that may have become eligible for a campaign since they were last matched. */
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
    const rows = await tx.query<{ workspaceId: string; contactId: string }>(CLAIM, [limit]);
    const [first] = rows;
    if (first === undefined) return undefined;
    const contactIds = [...new Set(rows.map(({ contactId }) => contactId))];
    return { workspaceId: first.workspaceId, contactIds };
  }
}
