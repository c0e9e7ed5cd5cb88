import { Injectable } from '@nestjs/common';
import type { CreateSequence as CreateSequenceRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { Sequences, type StoredSequence } from '../persistence/sequences.js';
import { reviseSteps } from './revise-steps.js';
import { WellFormedTexts } from './well-formed-texts.js';

@Injectable()
export class CreateSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly texts: WellFormedTexts,
    private readonly clock: Clock,
  ) {}

  async execute({
    workspace_id,
    sequence,
  }: RequestOf<typeof CreateSequenceRequest>): Promise<StoredSequence> {
    await this.texts.require(workspace_id, sequence.steps);
    const now = this.clock.now();
    const created: StoredSequence = {
      id: newId('seq'),
      workspace_id,
      name: sequence.name,
      version: 1,
      steps: reviseSteps([], sequence.steps),
      created_at: now,
      updated_at: now,
    };
    await this.sequences.add(created);
    return created;
  }
}
