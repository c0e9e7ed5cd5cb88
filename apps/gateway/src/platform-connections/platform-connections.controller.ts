import { Body, Controller } from '@nestjs/common';
import {
  CreatePlatformConnection,
  DeletePlatformConnection,
  examples,
  GetPlatformConnection,
  ListPlatformConnections,
  PlatformConnectionChanges,
  PlatformConnectionInput,
  RotateHookToken,
  SyncConnectionAccounts,
  TestPlatformConnection,
  UpdatePlatformConnection,
  type ConnectionTest,
  type PlatformConnectionRef,
  type PlatformConnectionView,
  type ResponseOf,
} from '#contracts';
import { validationError } from '#kernel';
import { RpcClient } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { PlatformConnectionInPath } from '../auth/ref-in-path.js';
import { Route } from '../http/route.js';
import { Clients } from '../workspaces/index.js';

/** The address of a hook lets anybody report events: those may see it who may change the connection. */
const showsHook = ({ scopes }: Caller): boolean => scopes.has('sending_accounts:write');

@Controller('api/v1/platform-connections')
export class PlatformConnectionsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clients: Clients,
  ) {}

  @Audited({ action: 'platform_connection.created' })
  @Route('POST', '', {
    id: 'createPlatformConnection',
    summary: 'Connect a platform',
    description:
      'Its API key is tested before it is stored; its sending accounts come within seconds, and then every hour. A workspace has one connection to a platform, and so has each of its clients.',
    access: ['sending_accounts:write'],
    showsSecret: true,
    status: 201,
    contract: CreatePlatformConnection,
    examples: {
      request: examples.PLATFORM_CONNECTION_INPUT,
      response: examples.NEW_PLATFORM_CONNECTION,
    },
  })
  async create(
    @FromCaller() { workspaceId, timeZone }: Caller,
    @Body({ schema: PlatformConnectionInput }) connection: PlatformConnectionInput,
  ): Promise<PlatformConnectionView> {
    const { client_id } = connection;
    if (client_id !== null && !(await this.clients.exists(workspaceId, client_id))) {
      const message = `client ${client_id} does not exist`;
      throw validationError([{ field: 'client_id', code: 'not_found', message }]);
    }
    return this.rpc.request(CreatePlatformConnection, {
      workspace_id: workspaceId,
      workspace_time_zone: timeZone,
      connection,
    });
  }

  @Route('GET', '', {
    id: 'listPlatformConnections',
    summary: 'List the platform connections',
    description: 'All of them, the newest first.',
    access: ['sending_accounts:read'],
    showsSecret: true,
    contract: ListPlatformConnections,
    examples: { response: { results: [examples.PLATFORM_CONNECTION] } },
  })
  list(@FromCaller() caller: Caller): Promise<ResponseOf<typeof ListPlatformConnections>> {
    return this.rpc.request(ListPlatformConnections, {
      workspace_id: caller.workspaceId,
      shows_hook: showsHook(caller),
    });
  }

  @Route('GET', ':id', {
    id: 'getPlatformConnection',
    summary: 'Get a platform connection',
    access: ['sending_accounts:read'],
    showsSecret: true,
    contract: GetPlatformConnection,
    examples: { response: examples.PLATFORM_CONNECTION },
  })
  get(
    @PlatformConnectionInPath() ref: PlatformConnectionRef,
    @FromCaller() caller: Caller,
  ): Promise<PlatformConnectionView> {
    return this.rpc.request(GetPlatformConnection, { ...ref, shows_hook: showsHook(caller) });
  }

  @Audited({ action: 'platform_connection.changed' })
  @Route('PATCH', ':id', {
    id: 'updatePlatformConnection',
    summary: 'Change the credentials of a platform connection',
    description: 'They are tested before they replace the ones of before.',
    access: ['sending_accounts:write'],
    showsSecret: true,
    contract: UpdatePlatformConnection,
    examples: {
      request: { credentials: examples.PLATFORM_CONNECTION_INPUT.credentials },
      response: examples.PLATFORM_CONNECTION,
    },
  })
  update(
    @PlatformConnectionInPath() ref: PlatformConnectionRef,
    @Body({ schema: PlatformConnectionChanges }) changes: PlatformConnectionChanges,
  ): Promise<PlatformConnectionView> {
    return this.rpc.request(UpdatePlatformConnection, { ...ref, changes });
  }

  @Audited({ action: 'platform_connection.deleted' })
  @Route('DELETE', ':id', {
    id: 'deletePlatformConnection',
    summary: 'Delete a platform connection',
    description:
      'With its credentials. Its sending accounts are disconnected and stay in the metrics. Refused with `connection_in_use` while an active or paused campaign uses it.',
    access: ['sending_accounts:write'],
    response: null,
    refusals: ['connection_in_use'],
  })
  async delete(@PlatformConnectionInPath() ref: PlatformConnectionRef): Promise<void> {
    await this.rpc.request(DeletePlatformConnection, ref);
  }

  @Route('POST', ':id/test', {
    id: 'testPlatformConnection',
    summary: 'Test a platform connection',
    description:
      'Uses the API key once. Refused credentials are a result too, and answered with a 200: the connection is `broken` then. A connection that works again is `working`.',
    access: ['sending_accounts:write'],
    contract: TestPlatformConnection,
    examples: { response: { ok: true } },
  })
  test(@PlatformConnectionInPath() ref: PlatformConnectionRef): Promise<ConnectionTest> {
    return this.rpc.request(TestPlatformConnection, ref);
  }

  @Route('POST', ':id/sync-accounts', {
    id: 'syncPlatformAccounts',
    summary: 'Fetch the sending accounts of a platform now',
    description:
      'Answers once they are there, or after ten seconds: `accounts_synced_at` says when all were fetched.',
    access: ['sending_accounts:write'],
    showsSecret: true,
    contract: SyncConnectionAccounts,
    examples: { response: examples.PLATFORM_CONNECTION },
  })
  sync(@PlatformConnectionInPath() ref: PlatformConnectionRef): Promise<PlatformConnectionView> {
    return this.rpc.request(SyncConnectionAccounts, ref);
  }

  @Audited({ action: 'platform_connection.hook_rotated' })
  @Route('POST', ':id/rotate-hook-token', {
    id: 'rotateHookToken',
    summary: 'Give a platform connection another hook address',
    description:
      'The old address is not found any more at once. Where `hook.registered` stays false, enter the new one at the platform.',
    access: ['sending_accounts:write'],
    showsSecret: true,
    contract: RotateHookToken,
    examples: { response: examples.NEW_PLATFORM_CONNECTION },
  })
  rotate(@PlatformConnectionInPath() ref: PlatformConnectionRef): Promise<PlatformConnectionView> {
    return this.rpc.request(RotateHookToken, ref);
  }
}
