import { Controller } from '@nestjs/common';
import { PlanDelegatedSends, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { PlanDelegated } from '../use-cases/plan-delegated.js';

@Controller()
export class DelegatedSendsController {
  constructor(private readonly planDelegated: PlanDelegated) {}

  @HandlesRequest(PlanDelegatedSends)
  plan(request: RequestOf<typeof PlanDelegatedSends>) {
    return this.planDelegated.execute(request);
  }
}
