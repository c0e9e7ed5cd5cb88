import { Injectable } from '@nestjs/common';
import type { RequestOf, StepView, UpdateSequence as UpdateSequenceRequest } from '#contracts';
import { Clock } from '#kernel';
import { Sequences, type StoredSequence } from '../persistence/sequences.js';
import { requireWellFormed } from './require-well-formed.js';
import { reviseSteps } from './revise-steps.js';

@Injectable()
export class UpdateSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly clock: Clock,
  ) {}

  async execute({ changes, ...ref }: RequestOf<typeof UpdateSequenceRequest>): Promise<StoredSequence> {
    const { name, steps } = changes;
    requireWellFormed(steps ?? []);
    const change = { name, steps: steps && ((known: StepView[]) => reviseSteps(known, steps)) };
    await this.sequences.change(ref, change, this.clock.now());
    return this.sequences.get(ref);
  }
}
