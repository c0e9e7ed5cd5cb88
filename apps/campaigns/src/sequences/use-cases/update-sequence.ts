import { Injectable } from '@nestjs/common';
import type { RequestOf, StepView, UpdateSequence as UpdateSequenceRequest } from '#contracts';
import { Clock } from '#kernel';
import { Sequences, type StoredSequence } from '../persistence/sequences.js';
import { reviseSteps } from './revise-steps.js';
import { WellFormedTexts } from './well-formed-texts.js';

@Injectable()
export class UpdateSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly texts: WellFormedTexts,
    private readonly clock: Clock,
  ) {}

  async execute({ changes, ...ref }: RequestOf<typeof UpdateSequenceRequest>): Promise<StoredSequence> {
    const { name, steps } = changes;
    await this.texts.require(ref.workspace_id, steps ?? []);
    const change = { name, steps: steps && ((known: StepView[]) => reviseSteps(known, steps)) };
    await this.sequences.change(ref, change, this.clock.now());
    return this.sequences.get(ref);
  }
}
