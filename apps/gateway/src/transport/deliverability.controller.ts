import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import {
  GatePolicyChanges,
  GateVerdict,
  GetFleet,
  GetGatePolicy,
  ListGateDecisions,
  UpdateGatePolicy,
  type FleetView,
  type GateDecisionView,
  type GatePolicyView,
  type Page,
} from '#contracts';
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import type { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { anyOf, ListQuery } from '../http/query.js';

const DecisionQuery = ListQuery.extend({ verdict: anyOf(GateVerdict).optional() });
type DecisionQuery = z.infer<typeof DecisionQuery>;

@Controller('api/v1/deliverability')
export class DeliverabilityController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('policy')
  @NeedsScope('workspace:read')
  policy(@FromCaller() { workspaceId }: Caller): Promise<GatePolicyView> {
    return this.rpc.request(GetGatePolicy, { workspace_id: workspaceId });
  }

  @Patch('policy')
  @NeedsScope('workspace:write')
  changePolicy(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: GatePolicyChanges }) changes: GatePolicyChanges,
  ): Promise<GatePolicyView> {
    return this.rpc.request(UpdateGatePolicy, { workspace_id: workspaceId, changes });
  }

  @Get('fleet')
  @NeedsScope('sending_accounts:read')
  fleet(@FromCaller() { workspaceId }: Caller): Promise<FleetView> {
    return this.rpc.request(GetFleet, { workspace_id: workspaceId });
  }

  @Get('events')
  @NeedsScope('sending_accounts:read')
  decisions(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: DecisionQuery }) query: DecisionQuery,
  ): Promise<JsonText<Page<GateDecisionView>>> {
    return this.rpc.relay(ListGateDecisions, { workspace_id: workspaceId, ...query });
  }
}
