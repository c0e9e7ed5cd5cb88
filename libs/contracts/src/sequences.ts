import { z } from 'zod';
import { defineRequest } from './define.js';
import { filledText, Instant, text } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

export const MAX_STEPS = 50;
const MAX_BODY = 200_000;

/** One e-mail of a sequence. The delay counts from the step before; the first step's delay from the enrollment. */
export const StepInput = z
  .strictObject({
    delay_value: z.number().min(0).max(10_000).default(0),
    delay_unit: z.enum(['minutes', 'hours', 'days']).default('days'),
    /** A follow-up without a subject goes out as `Re:` of the thread it belongs to. */
    subject: text(998).default(''),
    body_html: text(MAX_BODY).nullish(),
    body_text: text(MAX_BODY).nullish(),
    same_thread: z.boolean().default(true),
  })
  .refine((step) => Boolean(step.body_html?.trim() || step.body_text?.trim()), {
    error: 'a step needs body_html or body_text',
    path: ['body_html'],
  });
export type StepInput = z.infer<typeof StepInput>;

const FIRST_SUBJECT = { error: 'the first step needs a subject', path: ['steps', 0, 'subject'] };

export const SequenceInput = z
  .strictObject({ name: filledText(200), steps: z.array(StepInput).min(1).max(MAX_STEPS) })
  .refine(({ steps }) => steps[0] === undefined || steps[0].subject.trim() !== '', FIRST_SUBJECT);
export type SequenceInput = z.infer<typeof SequenceInput>;

/** What is absent stays. `steps` are all of them, in their order: whatever is not among them goes. */
export const SequenceChanges = z
  .strictObject({
    name: filledText(200).optional(),
    steps: z.array(StepInput).min(1).max(MAX_STEPS).optional(),
  })
  .refine(({ steps }) => steps?.[0] === undefined || steps[0].subject.trim() !== '', FIRST_SUBJECT)
  .refine(({ name, steps }) => name !== undefined || steps !== undefined, {
    error: 'must change something',
  });
export type SequenceChanges = z.infer<typeof SequenceChanges>;

export const StepView = z.object({
  id: IdOf('step'),
  step_number: z.number().int(),
  delay_value: z.number(),
  delay_unit: z.enum(['minutes', 'hours', 'days']),
  subject: z.string(),
  body_html: z.string().nullable(),
  body_text: z.string().nullable(),
  same_thread: z.boolean(),
});
export type StepView = z.infer<typeof StepView>;

export const SequenceView = z.object({
  id: IdOf('seq'),
  workspace_id: WorkspaceId,
  name: z.string(),
  steps: z.array(StepView),
  created_at: Instant,
  updated_at: Instant,
});
export type SequenceView = z.infer<typeof SequenceView>;

export const CreateSequence = defineRequest({
  subject: 'rpc.campaigns.create-sequence.v1',
  request: z.object({ workspace_id: WorkspaceId, sequence: SequenceInput }),
  response: SequenceView,
  refusals: [],
  timeoutMs: 3_000,
});

export const GetSequence = defineRequest({
  subject: 'rpc.campaigns.get-sequence.v1',
  request: z.object({ workspace_id: WorkspaceId, sequence_id: IdOf('seq') }),
  response: SequenceView,
  refusals: ['not_found'],
  timeoutMs: 3_000,
});

/** A sequence in a list, where its texts would make a page of several megabytes. */
export const SequenceSummary = SequenceView.omit({ steps: true }).extend({ step_count: z.number().int() });
export type SequenceSummary = z.infer<typeof SequenceSummary>;

export const ListSequences = defineRequest({
  subject: 'rpc.campaigns.list-sequences.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(SequenceSummary),
  refusals: [],
  timeoutMs: 3_000,
});

/** `sequence_in_use`: its steps, while a campaign that was launched writes them. The name may always change. */
export const UpdateSequence = defineRequest({
  subject: 'rpc.campaigns.update-sequence.v1',
  request: z.object({ workspace_id: WorkspaceId, sequence_id: IdOf('seq'), changes: SequenceChanges }),
  response: SequenceView,
  refusals: ['not_found', 'sequence_in_use'],
  timeoutMs: 3_000,
});

/** `sequence_in_use`: while there is a campaign of it, an archived one included, since its figures name the steps. */
export const DeleteSequence = defineRequest({
  subject: 'rpc.campaigns.delete-sequence.v1',
  request: z.object({ workspace_id: WorkspaceId, sequence_id: IdOf('seq') }),
  response: z.object({}),
  refusals: ['not_found', 'sequence_in_use'],
  timeoutMs: 3_000,
});
