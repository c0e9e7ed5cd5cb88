import { Injectable } from '@nestjs/common';
import type { CreateSequence as CreateSequenceRequest, RequestOf, SequenceView } from '#contracts';
import { Clock, newId } from '#kernel';
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
      steps: sequence.steps.map((step, index) => ({
        ...step,
        id: newId('step'),
        step_number: index + 1,
        body_html: step.body_html ?? null,
        body_text: step.body_text ?? null,
      })),
      created_at: now,
      updated_at: now,
    };
    await this.sequences.add(created);
    return created;
  }
}
