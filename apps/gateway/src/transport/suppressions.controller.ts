import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  AddSuppression,
  LiftSuppression,
  ListSuppressions,
  SuppressionInput,
  SuppressionReason,
  type Page,
  type SuppressionView,
} from '#contracts';
import type { Id } from '#kernel';
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import type { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';

const SuppressionQuery = ListQuery.extend({ reason: anyOf(SuppressionReason).optional() });
type SuppressionQuery = z.infer<typeof SuppressionQuery>;

@Controller('api/v1/suppressions')
export class SuppressionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Post()
  @NeedsScope('contacts:write')
  add(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SuppressionInput }) suppression: SuppressionInput,
  ): Promise<SuppressionView> {
    return this.rpc.request(AddSuppression, { workspace_id: workspaceId, suppression });
  }

  @Get()
  @NeedsScope('contacts:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: SuppressionQuery }) query: SuppressionQuery,
  ): Promise<JsonText<Page<SuppressionView>>> {
    return this.rpc.relay(ListSuppressions, { workspace_id: workspaceId, ...query });
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('contacts:write')
  async lift(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', new PathId('sup', 'suppression')) id: Id<'sup'>,
  ): Promise<void> {
    await this.rpc.request(LiftSuppression, { workspace_id: workspaceId, suppression_id: id });
  }
}
