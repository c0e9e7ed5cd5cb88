import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CreateSequence as CreateSequenceRequest,
  GetSequence,
  type RequestOf,
  type SequenceView,
} from '#contracts';
import { Answers } from '#messaging';
import { Sequences } from '../persistence/sequences.js';
import { CreateSequence } from '../use-cases/create-sequence.js';

@Controller()
export class SequencesController {
  constructor(
    private readonly sequences: Sequences,
    private readonly createSequence: CreateSequence,
  ) {}

  @Answers(CreateSequenceRequest)
  create(@Payload() command: RequestOf<typeof CreateSequenceRequest>): Promise<SequenceView> {
    return this.createSequence.execute(command);
  }

  @Answers(GetSequence)
  get(@Payload() { workspace_id, sequence_id }: RequestOf<typeof GetSequence>): Promise<SequenceView> {
    return this.sequences.get(workspace_id, sequence_id);
  }
}
