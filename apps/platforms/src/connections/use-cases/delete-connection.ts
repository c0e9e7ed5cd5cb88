import { Injectable } from '@nestjs/common';
import type { PlatformConnectionRef } from '#contracts';
import { Connections } from '../persistence/connections.js';
import { SyncAccounts } from './sync-accounts.js';

/** The end of time: every account was seen before. */
const NEVER = new Date(8_640_000_000_000_000);

@Injectable()
export class DeleteConnection {
  constructor(
    private readonly connections: Connections,
    private readonly syncAccounts: SyncAccounts,
  ) {}

  /** Its accounts come first: after a crash between the two, the connection is still there to be deleted. */
  async execute(ref: PlatformConnectionRef): Promise<void> {
    const connection = await this.connections.get(ref);
    await this.connections.requireUnused(ref);
    await this.syncAccounts.disconnectGone(connection, NEVER, 'its connection was deleted');
    await this.connections.delete(ref);
  }
}
