import { Injectable } from '@nestjs/common';
import type { CheckGate as CheckGateRequest, RequestOf, ResponseOf } from '#contracts';
import { Clock } from '#kernel';
import { blockingReasons, DEFAULT_POLICY } from '../domain/gate.js';
import { Fleet } from '../persistence/fleet.js';

@Injectable()
export class CheckGate {
  constructor(
    private readonly fleet: Fleet,
    private readonly clock: Clock,
  ) {}

  async execute(campaign: RequestOf<typeof CheckGateRequest>): Promise<ResponseOf<typeof CheckGateRequest>> {
    const facts = await this.fleet.gateFacts(campaign, DEFAULT_POLICY.minStage, this.clock.now());
    const reasons = blockingReasons(facts, DEFAULT_POLICY);
    return { allowed: reasons.length === 0, blocking_reasons: reasons };
  }
}
