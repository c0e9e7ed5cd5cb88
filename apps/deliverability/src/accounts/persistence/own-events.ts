import type { Transaction } from '#database';
import { uuidOf, type Id } from '#kernel';
import { LOCK_OWN } from './sending-accounts.sql.js';

interface AccountEvent {
  readonly workspaceid: Id<'ws'>;
  readonly data: { readonly sending_account_id: Id<'ea'> };
}

/** The events whose account is of the event's workspace; locks these accounts until the transaction ends. */
export async function ownEvents<E extends AccountEvent>(
  tx: Transaction,
  events: readonly E[],
): Promise<readonly E[]> {
  const rows = await tx.query<{ id: string; workspace_id: string }>(LOCK_OWN, [
    events.map(({ data }) => uuidOf(data.sending_account_id)),
    events.map(({ workspaceid }) => uuidOf(workspaceid)),
  ]);
  const workspaces = new Map(rows.map(({ id, workspace_id }) => [id, workspace_id]));
  return events.filter(
    ({ workspaceid, data }) => workspaces.get(uuidOf(data.sending_account_id)) === uuidOf(workspaceid),
  );
}
