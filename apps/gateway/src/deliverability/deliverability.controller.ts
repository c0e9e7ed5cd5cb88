import { Body, Controller, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  examples,
  GatePolicyChanges,
  GateVerdict,
  GetFleet,
  GetGateDecision,
  GetGatePolicy,
  IdOf,
  ListGateDecisions,
  UpdateGatePolicy,
  type FleetView,
  type GateDecisionView,
  type GatePolicyView,
  type Page,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const DecisionQuery = ListQuery.extend({
  verdict: anyOf(GateVerdict).optional(),
  campaign_id: anyOf(IdOf('camp')).optional(),
});
type DecisionQuery = z.infer<typeof DecisionQuery>;

@Controller('api/v1/deliverability')
export class DeliverabilityController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', 'policy', {
    id: 'getGatePolicy',
    summary: 'Get the policy of the deliverability gate',
    description: 'The defaults, with version 0, until it is changed for the first time.',
    access: ['workspace:read'],
    contract: GetGatePolicy,
    examples: { response: examples.GATE_POLICY },
  })
  policy(@FromCaller() { workspaceId }: Caller): Promise<GatePolicyView> {
    return this.rpc.request(GetGatePolicy, { workspace_id: workspaceId });
  }

  @Audited({ action: 'policy.changed', keepsBody: true })
  @Route('PATCH', 'policy', {
    id: 'updateGatePolicy',
    summary: 'Change the policy of the deliverability gate',
    description:
      'A field that is absent does not change. The next launch or resume is checked against the new policy.',
    access: ['workspace:write'],
    contract: UpdateGatePolicy,
    examples: {
      request: { min_stage_inboxes: 10, max_bounce_rate: 0.04 },
      response: examples.CHANGED_GATE_POLICY,
    },
  })
  changePolicy(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: GatePolicyChanges }) changes: GatePolicyChanges,
  ): Promise<GatePolicyView> {
    return this.rpc.request(UpdateGatePolicy, { workspace_id: workspaceId, changes });
  }

  @Route('GET', 'fleet', {
    id: 'getFleet',
    summary: 'Get the health score of the fleet of sending accounts',
    description:
      'A component without data is null and does not count in the score. The response shows the 200 worst domains and sending accounts.',
    access: ['sending_accounts:read'],
    contract: GetFleet,
    examples: { response: examples.FLEET },
  })
  fleet(@FromCaller() { workspaceId }: Caller): Promise<FleetView> {
    return this.rpc.request(GetFleet, { workspace_id: workspaceId });
  }

  @Route('GET', 'decisions', {
    id: 'listGateDecisions',
    summary: 'List the decisions of the deliverability gate, with every reason',
    description:
      'The last 90 days, checks without a launch included. Each has the figures that it was made on.',
    access: ['sending_accounts:read'],
    contract: ListGateDecisions,
    examples: { response: examples.pageWith(examples.GATE_DECISION) },
  })
  decisions(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: DecisionQuery }) query: DecisionQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<GateDecisionView>>> {
    return this.rpc.relay(ListGateDecisions, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', 'decisions/:decision_id', {
    id: 'getGateDecision',
    summary: 'Get a decision of the deliverability gate, with its figures',
    description:
      'Every reason and every warning, with the figures of the fleet at that time and the policy that they were compared with.',
    access: ['sending_accounts:read'],
    contract: GetGateDecision,
    examples: { response: examples.GATE_DECISION },
  })
  decision(
    @FromCaller() { workspaceId }: Caller,
    @Param('decision_id', new PathId('evt', 'decision')) decision_id: Id<'evt'>,
  ): Promise<GateDecisionView> {
    return this.rpc.request(GetGateDecision, { workspace_id: workspaceId, decision_id });
  }
}
