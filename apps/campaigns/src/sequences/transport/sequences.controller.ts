import { Controller } from '@nestjs/common';
import {
  CreateSequence as CreateSequenceRequest,
  DeleteSequence,
  GetSequence,
  ListSequences,
  PreviewSequence as PreviewSequenceRequest,
  UpdateSequence as UpdateSequenceRequest,
  type RequestOf,
} from '#contracts';
import { HandlesRequest, pageFrom, uuidIn } from '#messaging';
import { Sequences } from '../persistence/sequences.js';
import { CreateSequence } from '../use-cases/create-sequence.js';
import { PreviewSequence } from '../use-cases/preview-sequence.js';
import { UpdateSequence } from '../use-cases/update-sequence.js';
import { sequenceSummary, sequenceView } from '../views/sequence.view.js';

@Controller()
export class SequencesController {
  constructor(
    private readonly sequences: Sequences,
    private readonly createSequence: CreateSequence,
    private readonly updateSequence: UpdateSequence,
    private readonly previewSequence: PreviewSequence,
  ) {}

  @HandlesRequest(CreateSequenceRequest)
  async create(command: RequestOf<typeof CreateSequenceRequest>) {
    return sequenceView(await this.createSequence.execute(command));
  }

  @HandlesRequest(GetSequence)
  async get(ref: RequestOf<typeof GetSequence>) {
    return sequenceView(await this.sequences.get(ref));
  }

  @HandlesRequest(ListSequences)
  async page({ workspace_id, page_size, cursor }: RequestOf<typeof ListSequences>) {
    // One more than a page tells whether there is a next page.
    const found = await this.sequences.page(workspace_id, uuidIn(cursor, 'seq'), page_size + 1);
    return pageFrom(found.map(sequenceSummary), { size: page_size });
  }

  @HandlesRequest(PreviewSequenceRequest)
  preview(command: RequestOf<typeof PreviewSequenceRequest>) {
    return this.previewSequence.execute(command);
  }

  @HandlesRequest(UpdateSequenceRequest)
  async update(command: RequestOf<typeof UpdateSequenceRequest>) {
    return sequenceView(await this.updateSequence.execute(command));
  }

  @HandlesRequest(DeleteSequence)
  async delete(ref: RequestOf<typeof DeleteSequence>) {
    await this.sequences.delete(ref);
    return {};
  }
}
