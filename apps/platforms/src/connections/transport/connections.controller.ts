import { Controller, Inject } from '@nestjs/common';
import {
  CreatePlatformConnection,
  DeletePlatformConnection,
  GetPlatformConnection,
  ListPlatformConnections,
  RotateHookToken,
  SyncConnectionAccounts,
  TestPlatformAccount,
  TestPlatformConnection,
  UpdatePlatformConnection,
  type PlatformConnectionRef,
  type PlatformConnectionView,
  type RequestOf,
} from '#contracts';
import { notFound } from '#kernel';
import { HandlesRequest } from '#messaging';
import type { ListedConnection } from '../domain/connection.js';
import { hookUrl } from '../domain/hook-url.js';
import { ConnectionSecrets } from '../persistence/connection-secrets.js';
import { Connections } from '../persistence/connections.js';
import { PlatformAccounts } from '../persistence/platform-accounts.js';
import { CreateConnection } from '../use-cases/create-connection.js';
import { DeleteConnection } from '../use-cases/delete-connection.js';
import { SyncNow } from '../use-cases/sync-now.js';
import { TestConnection } from '../use-cases/test-connection.js';
import { UpdateConnection } from '../use-cases/update-connection.js';
import { connectionView } from '../views/connection.view.js';
import { AccountSyncSchedule } from './account-sync.schedule.js';
import { PUBLIC_URL } from './public-url.js';

@Controller()
export class ConnectionsController {
  constructor(
    private readonly connections: Connections,
    private readonly accounts: PlatformAccounts,
    private readonly createConnection: CreateConnection,
    private readonly updateConnection: UpdateConnection,
    private readonly deleteConnection: DeleteConnection,
    private readonly testConnection: TestConnection,
    private readonly syncNow: SyncNow,
    private readonly secrets: ConnectionSecrets,
    private readonly accountSync: AccountSyncSchedule,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  @HandlesRequest(CreatePlatformConnection)
  async create(command: RequestOf<typeof CreatePlatformConnection>) {
    const connection = await this.createConnection.execute(command);
    this.accountSync.wake();
    return this.view({ ...connection, accounts: 0 }, { showsHook: true });
  }

  @HandlesRequest(ListPlatformConnections)
  async list({ workspace_id, shows_hook: showsHook }: RequestOf<typeof ListPlatformConnections>) {
    const found = await this.connections.list(workspace_id);
    return { results: found.map((connection) => this.view(connection, { showsHook })) };
  }

  @HandlesRequest(GetPlatformConnection)
  async get({ shows_hook: showsHook, ...ref }: RequestOf<typeof GetPlatformConnection>) {
    return this.view(await this.connections.get(ref), { showsHook });
  }

  @HandlesRequest(UpdatePlatformConnection)
  async update(command: RequestOf<typeof UpdatePlatformConnection>) {
    await this.updateConnection.execute(command);
    this.accountSync.wake();
    return this.present(command);
  }

  @HandlesRequest(DeletePlatformConnection)
  async delete(ref: RequestOf<typeof DeletePlatformConnection>) {
    await this.deleteConnection.execute(ref);
    return {};
  }

  @HandlesRequest(TestPlatformConnection)
  async test(ref: RequestOf<typeof TestPlatformConnection>) {
    return this.testConnection.execute(await this.connections.get(ref));
  }

  @HandlesRequest(SyncConnectionAccounts)
  async sync(ref: RequestOf<typeof SyncConnectionAccounts>) {
    await this.syncNow.execute(await this.connections.get(ref));
    return this.present(ref);
  }

  @HandlesRequest(RotateHookToken)
  async rotate(ref: RequestOf<typeof RotateHookToken>) {
    await this.connections.setHookToken(ref, this.secrets.newHookToken(ref.connection_id));
    return this.present(ref);
  }

  @HandlesRequest(TestPlatformAccount)
  async testAccount({ workspace_id, sending_account_id }: RequestOf<typeof TestPlatformAccount>) {
    const connection_id = await this.accounts.connectionOf(workspace_id, sending_account_id);
    if (connection_id === undefined) throw notFound('connected sending account', sending_account_id);
    return this.test({ workspace_id, connection_id });
  }

  /** For callers that have changed it, so that they may see all. */
  private async present(ref: PlatformConnectionRef): Promise<PlatformConnectionView> {
    return this.view(await this.connections.get(ref), { showsHook: true });
  }

  private view(connection: ListedConnection, { showsHook }: { readonly showsHook: boolean }) {
    const token = showsHook ? this.secrets.shownHookToken(connection) : null;
    const url = token === null ? null : hookUrl(this.publicUrl, connection.platform, token);
    return connectionView(connection, url);
  }
}
