import type { Id, OutsidePlatform } from '#kernel';

/** The key of a workspace, or of one of its clients, at an outside platform. */
export interface Connection {
  readonly id: Id<'pcon'>;
  readonly workspace_id: Id<'ws'>;
  /** Null: it serves the workspace, and clients without a connection of their own. */
  readonly client_id: Id<'cli'> | null;
  readonly platform: OutsidePlatform;
  /** The zone of the accounts that it brings. */
  readonly time_zone: string;
  readonly encrypted_credentials: string;
  readonly encrypted_hook_token: string;
  /** The id of the hook that was registered there. Null: none is, or not at the present address. */
  readonly hook_id: string | null;
  readonly status: 'working' | 'broken';
  /** Both are set while it is broken. */
  readonly reason_code: string | null;
  readonly reason: string | null;
  readonly checked_at: Date;
  readonly accounts_synced_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A connection, and how many sending accounts the platform has by it. */
export interface ListedConnection extends Connection {
  readonly accounts: number;
}
