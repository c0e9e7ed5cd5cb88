import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CheckGate as CheckGateRequest,
  GetFleet,
  GetGatePolicy,
  ListGateDecisions,
  UpdateGatePolicy,
  type FleetView,
  type GateDecisionView,
  type GatePolicyView,
  type Page,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { pageFrom, uuidIn } from '#database';
import { Clock, type JsonText } from '#kernel';
import { Answers } from '#messaging';
import { GateDecisions } from '../persistence/gate-decisions.js';
import { GatePolicies } from '../persistence/gate-policies.js';
import { CheckGate } from '../use-cases/check-gate.js';
import { DescribeFleet } from '../use-cases/describe-fleet.js';

@Controller()
export class DeliverabilityController {
  constructor(
    private readonly checkGate: CheckGate,
    private readonly describeFleet: DescribeFleet,
    private readonly policies: GatePolicies,
    private readonly decisions: GateDecisions,
    private readonly clock: Clock,
  ) {}

  @Answers(CheckGateRequest)
  gate(
    @Payload() campaign: RequestOf<typeof CheckGateRequest>,
  ): Promise<ResponseOf<typeof CheckGateRequest>> {
    return this.checkGate.execute(campaign);
  }

  @Answers(GetFleet)
  fleet(@Payload() { workspace_id }: RequestOf<typeof GetFleet>): Promise<FleetView> {
    return this.describeFleet.execute(workspace_id);
  }

  @Answers(GetGatePolicy)
  policy(@Payload() { workspace_id }: RequestOf<typeof GetGatePolicy>): Promise<GatePolicyView> {
    return this.policies.of(workspace_id);
  }

  @Answers(UpdateGatePolicy)
  changePolicy(
    @Payload() { workspace_id, changes }: RequestOf<typeof UpdateGatePolicy>,
  ): Promise<GatePolicyView> {
    return this.policies.change(workspace_id, changes, this.clock.now());
  }

  @Answers(ListGateDecisions)
  async list(
    @Payload() query: RequestOf<typeof ListGateDecisions>,
  ): Promise<JsonText<Page<GateDecisionView>>> {
    const { workspace_id, verdict, cursor, page_size } = query;
    const found = await this.decisions.page({
      workspaceId: workspace_id,
      verdict,
      after: uuidIn(cursor, 'evt'),
      limit: page_size + 1, // one more than asked for tells whether there is a next page
    });
    return pageFrom(found, page_size);
  }
}
