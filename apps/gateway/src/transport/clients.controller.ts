import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { filledText, type Page } from '#contracts';
import { Clock, type Id, type JsonText } from '#kernel';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Clients, type ClientView } from '../persistence/clients.js';

const ClientInput = z.strictObject({ name: filledText(200) });
type ClientInput = z.infer<typeof ClientInput>;

const ClientChanges = ClientInput.partial();
type ClientChanges = z.infer<typeof ClientChanges>;

const clientId = new PathId('cli', 'client');

@Controller('api/v1/clients')
export class ClientsController {
  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  @Post()
  @NeedsScope('workspace:write')
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ClientInput }) client: ClientInput,
  ): Promise<ClientView> {
    return this.clients.add(workspaceId, client, this.clock.now());
  }

  @Get()
  @NeedsScope('workspace:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<JsonText<Page<ClientView>>> {
    return this.clients.list(workspaceId, query);
  }

  @Get(':id')
  @NeedsScope('workspace:read')
  get(@FromCaller() { workspaceId }: Caller, @Param('id', clientId) id: Id<'cli'>): Promise<ClientView> {
    return this.clients.get(workspaceId, id);
  }

  @Patch(':id')
  @NeedsScope('workspace:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', clientId) id: Id<'cli'>,
    @Body({ schema: ClientChanges }) changes: ClientChanges,
  ): Promise<ClientView> {
    return this.clients.update(workspaceId, id, changes, this.clock.now());
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('workspace:write')
  remove(@FromCaller() { workspaceId }: Caller, @Param('id', clientId) id: Id<'cli'>): Promise<void> {
    return this.clients.remove(workspaceId, id);
  }
}
