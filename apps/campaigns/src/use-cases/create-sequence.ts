import { Injectable } from '@nestjs/common';
import type { CreateSequence as CreateSequenceRequest, RequestOf, SequenceView } from '#contracts';
import { Clock, newId } from '#kernel';
import { newStep } from './new-step.js';
import { Sequences } from '../persistence/sequences.js';

@Injectable()
export class CreateSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, sequence }: RequestOf<typeof CreateSequenceRequest>): Promise<SequenceView> {
    const now = this.clock.now().toISOString();
    const created: SequenceView = {
      id: newId('seq'),
      workspace_id,
      name: sequence.name,
      steps: sequence.steps.map(newStep),
      created_at: now,
      updated_at: now,
    };
    await this.sequences.add(created);
    return created;
  }
}
