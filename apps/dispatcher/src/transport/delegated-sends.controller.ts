import { Controller } from '@nestjs/common';
import { PlanDelegatedSends, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { DelegatedSends } from '../persistence/delegated-sends.js';

@Controller()
export class DelegatedSendsController {
  constructor(
    private readonly delegatedSends: DelegatedSends,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(PlanDelegatedSends)
  async plan(request: RequestOf<typeof PlanDelegatedSends>) {
    return { results: await this.delegatedSends.plan(request, this.clock.now()) };
  }
}
