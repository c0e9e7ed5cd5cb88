import { idOf, uuidOf } from '#kernel';
import type { Connection, ListedConnection } from '../domain/connection.js';

/** A connection as it is stored. */
export type ConnectionRow = Omit<Connection, 'id' | 'workspace_id' | 'client_id'> & {
  readonly id: string;
  readonly workspace_id: string;
  readonly client_id: string | null;
};

export type ListedRow = ConnectionRow & Pick<ListedConnection, 'accounts'>;

export const connectionOf = <Row extends ConnectionRow>(row: Row) => ({
  ...row,
  id: idOf('pcon', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  client_id: row.client_id === null ? null : idOf('cli', row.client_id),
});

export const rowOf = (connection: Connection): ConnectionRow => ({
  ...connection,
  id: uuidOf(connection.id),
  workspace_id: uuidOf(connection.workspace_id),
  client_id: connection.client_id === null ? null : uuidOf(connection.client_id),
});
