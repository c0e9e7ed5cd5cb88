import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { GateDecisions } from '../persistence/gate-decisions.js';

const KEPT_MS = 90 * 86_400_000;

@Injectable()
export class ForgetDecisions {
  constructor(
    private readonly decisions: GateDecisions,
    private readonly clock: Clock,
  ) {}

  /** What the gate answered more than 90 days ago. */
  execute(): Promise<void> {
    return this.decisions.forget(new Date(this.clock.now().getTime() - KEPT_MS));
  }
}
