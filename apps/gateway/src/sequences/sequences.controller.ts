import { Body, Controller, Query } from '@nestjs/common';
import {
  CreateSequence,
  DeleteSequence,
  examples,
  GetSequence,
  ListSequences,
  PreviewInput,
  PreviewSequence,
  SequenceChanges,
  SequenceInput,
  UpdateSequence,
  type Page,
  type SequencePreview,
  type SequenceRef,
  type SequenceSummary,
  type SequenceView,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { SequenceInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

@Controller('api/v1/sequences')
export class SequencesController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '', {
    id: 'createSequence',
    summary: 'Create a sequence',
    description:
      'The delay of a step counts from the step before; the delay of the first step counts from the enrollment. Texts are Liquid. With `variants`, each message of the step uses one of them, chosen by their weights; fields missing from a variant are inherited from the step.',
    access: ['sequences:write'],
    status: 201,
    contract: CreateSequence,
    examples: { request: examples.SEQUENCE_INPUT, response: examples.SEQUENCE },
  })
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: SequenceInput }) sequence: SequenceInput,
  ): Promise<SequenceView> {
    return this.rpc.request(CreateSequence, { workspace_id: workspaceId, sequence });
  }

  @Route('GET', ':id', {
    id: 'getSequence',
    summary: 'Get a sequence',
    access: ['sequences:read'],
    contract: GetSequence,
    examples: { response: examples.SEQUENCE },
  })
  get(@SequenceInPath() ref: SequenceRef): Promise<SequenceView> {
    return this.rpc.request(GetSequence, ref);
  }

  @Route('GET', '', {
    id: 'listSequences',
    summary: 'List the sequences',
    description: 'Without their steps: get a sequence to see them.',
    access: ['sequences:read'],
    contract: ListSequences,
    examples: { response: examples.pageWith(examples.SEQUENCE_SUMMARY) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<SequenceSummary>>> {
    return this.rpc.relay(ListSequences, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  /** Needs `contacts:read`, because a preview shows the data of a contact. */
  @Route('POST', ':id/preview', {
    id: 'previewSequence',
    summary: 'Preview the messages that a contact would get',
    description:
      'All steps in all variants, unless `step_number` or `variant` (a label) selects one. The messages are composed as for a send: for `contact_id`, from `sending_account_id` or an invented sender. `warnings` lists the variables without a value.',
    access: ['sequences:read', 'contacts:read'],
    limits: 'read',
    contract: PreviewSequence,
    examples: {
      request: { contact_id: examples.IDS.contacts[0], step_number: 1 },
      response: examples.SEQUENCE_PREVIEW,
    },
  })
  preview(
    @FromCaller() { timeZone }: Caller,
    @SequenceInPath() ref: SequenceRef,
    @Body({ schema: PreviewInput }) preview: PreviewInput,
  ): Promise<SequencePreview> {
    return this.rpc.request(PreviewSequence, { ...ref, workspace_time_zone: timeZone, preview });
  }

  @Route('PATCH', ':id', {
    id: 'updateSequence',
    summary: 'Change a sequence',
    description:
      'A field that is absent does not change. `steps` is the whole list in its order. Steps are matched to the existing ones by `id`, or by position when no step has an `id`; the variants of a step likewise. Each step is given whole: a step without `variants` loses them. While a campaign that was launched and has not ended uses the sequence, texts, variants and delays may change and steps may be added at the end (not while an outside platform sends such a campaign); any other change is refused with `sequence_in_use`.',
    access: ['sequences:write'],
    contract: UpdateSequence,
    examples: {
      request: { name: 'Two short mails' },
      response: { ...examples.SEQUENCE, name: 'Two short mails', version: 2 },
    },
  })
  update(
    @SequenceInPath() ref: SequenceRef,
    @Body({ schema: SequenceChanges }) changes: SequenceChanges,
  ): Promise<SequenceView> {
    return this.rpc.request(UpdateSequence, { ...ref, changes });
  }

  @Audited({ action: 'sequence.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteSequence',
    summary: 'Delete a sequence that no campaign uses',
    access: ['sequences:write'],
    contract: DeleteSequence,
    response: null,
  })
  async delete(@SequenceInPath() ref: SequenceRef): Promise<void> {
    await this.rpc.request(DeleteSequence, ref);
  }
}
