import { Injectable } from '@nestjs/common';
import type { CreateSequence as CreateSequenceRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { Sequences, type StoredSequence } from '../persistence/sequences.js';
import { requireWellFormed } from './require-well-formed.js';
import { reviseSteps } from './revise-steps.js';

@Injectable()
export class CreateSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly clock: Clock,
  ) {}

  async execute({
    workspace_id,
    sequence,
  }: RequestOf<typeof CreateSequenceRequest>): Promise<StoredSequence> {
    requireWellFormed(sequence.steps);
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
