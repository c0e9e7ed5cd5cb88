import { Controller } from '@nestjs/common';
import {
  CheckGate as CheckGateRequest,
  GetGateDecision,
  GetGatePolicy,
  ListGateDecisions,
  UpdateGatePolicy,
  type RequestOf,
} from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest, pageFrom } from '#messaging';
import { GateDecisions } from '../persistence/gate-decisions.js';
import { GatePolicies } from '../persistence/gate-policies.js';
import { CheckGate } from '../use-cases/check-gate.js';
import { gateDecisionView, gatePolicyView } from '../views/gate.view.js';

@Controller()
export class GateController {
  constructor(
    private readonly checkGate: CheckGate,
    private readonly policies: GatePolicies,
    private readonly decisions: GateDecisions,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(CheckGateRequest)
  check(campaign: RequestOf<typeof CheckGateRequest>) {
    return this.checkGate.execute(campaign);
  }

  @HandlesRequest(GetGatePolicy)
  async getPolicy({ workspace_id }: RequestOf<typeof GetGatePolicy>) {
    return gatePolicyView(await this.policies.get(workspace_id));
  }

  @HandlesRequest(UpdateGatePolicy)
  async changePolicy({ workspace_id, changes }: RequestOf<typeof UpdateGatePolicy>) {
    return gatePolicyView(await this.policies.change(workspace_id, changes, this.clock.now()));
  }

  @HandlesRequest(GetGateDecision)
  async getDecision({ workspace_id, decision_id }: RequestOf<typeof GetGateDecision>) {
    return gateDecisionView(await this.decisions.get(workspace_id, decision_id));
  }

  @HandlesRequest(ListGateDecisions)
  async listDecisions(query: RequestOf<typeof ListGateDecisions>) {
    const decisions = await this.decisions.page(query);
    return pageFrom(decisions.map(gateDecisionView), { size: query.page_size });
  }
}
