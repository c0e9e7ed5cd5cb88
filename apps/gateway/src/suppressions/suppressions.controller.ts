import { Body, Controller, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  AddSuppression,
  examples,
  LiftSuppression,
  ListSuppressions,
  SuppressionInput,
  SuppressionReason,
  type Page,
  type SuppressionView,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const SuppressionQuery = ListQuery.extend({ reason: anyOf(SuppressionReason).optional() });
type SuppressionQuery = z.infer<typeof SuppressionQuery>;

@Controller('api/v1/suppressions')
export class SuppressionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '', {
    id: 'createSuppression',
    summary: 'Suppress an address or a domain',
    description: 'If the suppression exists already, it is returned with its own reason.',
    access: ['contacts:write'],
    status: 201,
    contract: AddSuppression,
    examples: { request: { domain: 'competitor.example' }, response: examples.SUPPRESSION },
  })
  add(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SuppressionInput }) suppression: SuppressionInput,
  ): Promise<SuppressionView> {
    return this.rpc.request(AddSuppression, { workspace_id: workspaceId, suppression });
  }

  @Route('GET', '', {
    id: 'listSuppressions',
    summary: 'List the suppressions',
    access: ['contacts:read'],
    contract: ListSuppressions,
    examples: { response: examples.pageWith(examples.SUPPRESSION) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: SuppressionQuery }) query: SuppressionQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<SuppressionView>>> {
    return this.rpc.relay(ListSuppressions, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Audited({ action: 'suppression.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteSuppression',
    summary: 'Delete a suppression',
    access: ['contacts:write'],
    response: null,
  })
  async lift(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', new PathId('sup', 'suppression')) id: Id<'sup'>,
  ): Promise<void> {
    await this.rpc.request(LiftSuppression, { workspace_id: workspaceId, suppression_id: id });
  }
}
