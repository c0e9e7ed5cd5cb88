import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  CampaignStatus,
  examples,
  ListCampaigns,
  ListPlatformConnections,
  nonEmptyText,
  pageOf,
  type Page,
} from '#contracts';
import { Clock, DomainError, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { CLIENT, Client } from './client.view.js';
import { Clients } from './clients.js';

const ClientInput = z.strictObject({ name: nonEmptyText(200) });
type ClientInput = z.infer<typeof ClientInput>;

const ClientChanges = ClientInput.partial();
type ClientChanges = z.infer<typeof ClientChanges>;

const clientId = new PathId('cli', 'client');

@Controller('api/v1/clients')
export class ClientsController {
  constructor(
    private readonly clients: Clients,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  @Route('POST', '', {
    id: 'createClient',
    summary: 'Create a client',
    access: ['workspace:write'],
    status: 201,
    response: Client,
    examples: { request: { name: 'Lumen GmbH' }, response: CLIENT },
  })
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ClientInput }) client: ClientInput,
  ): Promise<Client> {
    return this.clients.add(workspaceId, client, this.clock.now());
  }

  @Route('GET', '', {
    id: 'listClients',
    summary: 'List the clients',
    access: ['workspace:read'],
    response: pageOf(Client),
    examples: { response: examples.pageWith(CLIENT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<Client>> {
    return this.clients.list(workspaceId, query);
  }

  @Route('GET', ':id', {
    id: 'getClient',
    summary: 'Get a client',
    access: ['workspace:read'],
    response: Client,
    examples: { response: CLIENT },
  })
  get(@FromCaller() { workspaceId }: Caller, @Param('id', clientId) id: Id<'cli'>): Promise<Client> {
    return this.clients.get(workspaceId, id);
  }

  @Route('PATCH', ':id', {
    id: 'updateClient',
    summary: 'Change a client',
    access: ['workspace:write'],
    response: Client,
    examples: { request: { name: 'Lumen SE' }, response: { ...CLIENT, name: 'Lumen SE' } },
  })
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', clientId) id: Id<'cli'>,
    @Body({ schema: ClientChanges }) changes: ClientChanges,
  ): Promise<Client> {
    return this.clients.update(workspaceId, id, changes, this.clock.now());
  }

  @Route('DELETE', ':id', {
    id: 'deleteClient',
    summary: 'Delete a client',
    description:
      'Refused with `client_in_use` while a campaign names the client, an archived one included, or a platform connection does.',
    access: ['workspace:write'],
    response: null,
    refusals: ['client_in_use'],
  })
  async remove(
    @FromCaller() { workspaceId }: Caller,
    @FromAuthor() author: Author,
    @Param('id', clientId) id: Id<'cli'>,
  ): Promise<void> {
    await this.clients.get(workspaceId, id);
    await this.requireUnused(workspaceId, id);
    await this.clients.remove(workspaceId, id, author, this.clock.now());
  }

  private async requireUnused(workspaceId: Id<'ws'>, id: Id<'cli'>): Promise<void> {
    const { results } = await this.rpc.request(ListCampaigns, {
      workspace_id: workspaceId,
      client_id: [id],
      status: CampaignStatus.options,
      page_size: 1,
    });
    if (results.length > 0) throw inUse('campaign', id);
    const { results: connections } = await this.rpc.request(ListPlatformConnections, {
      workspace_id: workspaceId,
      shows_hook: false,
    });
    if (connections.some(({ client_id }) => client_id === id)) throw inUse('platform connection', id);
  }
}

const inUse = (by: string, id: Id<'cli'>): DomainError =>
  new DomainError('conflict', 'client_in_use', `a ${by} names the client ${id}`);
