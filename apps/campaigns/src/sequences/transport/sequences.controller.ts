import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CreateSequence as CreateSequenceRequest,
  DeleteSequence,
  GetSequence,
  ListSequences,
  PreviewSequence as PreviewSequenceRequest,
  UpdateSequence,
  type RequestOf,
  type ResponseOf,
  type SequencePreview,
  type SequenceView,
} from '#contracts';
import { Answers, pageFrom, uuidIn } from '#messaging';
import { SequenceList } from '../persistence/sequence-list.js';
import { Sequences } from '../persistence/sequences.js';
import { ChangeSequence } from '../use-cases/change-sequence.js';
import { CreateSequence } from '../use-cases/create-sequence.js';
import { PreviewSequence } from '../use-cases/preview-sequence.js';

@Controller()
export class SequencesController {
  constructor(
    private readonly sequences: Sequences,
    private readonly list: SequenceList,
    private readonly createSequence: CreateSequence,
    private readonly changeSequence: ChangeSequence,
    private readonly previewSequence: PreviewSequence,
  ) {}

  @Answers(CreateSequenceRequest)
  create(@Payload() command: RequestOf<typeof CreateSequenceRequest>): Promise<SequenceView> {
    return this.createSequence.execute(command);
  }

  @Answers(GetSequence)
  get(@Payload() { workspace_id, sequence_id }: RequestOf<typeof GetSequence>): Promise<SequenceView> {
    return this.sequences.get(workspace_id, sequence_id);
  }

  @Answers(ListSequences)
  async page(
    @Payload() { workspace_id, page_size, cursor }: RequestOf<typeof ListSequences>,
  ): Promise<ResponseOf<typeof ListSequences>> {
    // One more than asked for tells whether there is a next page.
    const found = await this.list.page(workspace_id, uuidIn(cursor, 'seq'), page_size + 1);
    return pageFrom(found, { size: page_size });
  }

  @Answers(PreviewSequenceRequest)
  preview(@Payload() command: RequestOf<typeof PreviewSequenceRequest>): Promise<SequencePreview> {
    return this.previewSequence.execute(command);
  }

  @Answers(UpdateSequence)
  update(@Payload() command: RequestOf<typeof UpdateSequence>): Promise<SequenceView> {
    return this.changeSequence.update(command);
  }

  @Answers(DeleteSequence)
  async delete(@Payload() command: RequestOf<typeof DeleteSequence>): Promise<Record<string, never>> {
    await this.changeSequence.delete(command);
    return {};
  }
}
