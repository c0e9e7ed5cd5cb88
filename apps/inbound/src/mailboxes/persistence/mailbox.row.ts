import { idOf } from '#kernel';
import type { Cursor, Mailbox } from '../domain/mailbox.js';

/** A mailbox as it is stored. The columns of the cursor are null together; numbers of 64 bits come as texts. */
export interface MailboxRow {
  readonly account_id: string;
  readonly workspace_id: string;
  readonly version: number;
  readonly is_refused: boolean;
  readonly source: string | null;
  readonly uid_validity: string | null;
  readonly last_uid: string | null;
  readonly read_until: Date | null;
}

export const mailboxOf = (row: MailboxRow): Mailbox => ({
  accountId: idOf('ea', row.account_id),
  workspaceId: idOf('ws', row.workspace_id),
  version: row.version,
  isRefused: row.is_refused,
  cursor: cursorOf(row),
});

function cursorOf({ source, uid_validity, last_uid, read_until }: MailboxRow): Cursor | null {
  if (source === null || read_until === null) return null;
  return { source, uidValidity: Number(uid_validity), lastUid: Number(last_uid), readUntil: read_until };
}
