import { z } from 'zod';
import { defineRequest } from './define.js';
import { changesOf, Instant, nonEmptyText, text, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

export const MAX_STEPS = 50;
export const MAX_VARIANTS = 10;
const MAX_BODY = 200_000;

const label = nonEmptyText(50);

export const DelayUnit = z.enum(['minutes', 'hours', 'days']);

const STEP_FIELD = {
  delay_value: {
    description: 'In `delay_unit`: after the step before, and for the first step after the enrollment.',
  },
  same_thread: {
    description: 'The message replies to the one before, under its subject when it has none of its own.',
  },
  variants: {
    description:
      'When there are any, each message is written in one of them, and the texts of the step are what they leave out.',
  },
} as const;

const Copy = z.strictObject({
  subject: text(998).default('').meta({ description: 'Liquid, like the bodies.' }),
  body_html: text(MAX_BODY).nullish(),
  body_text: text(MAX_BODY).nullish().meta({ description: 'Made from `body_html` where there is none.' }),
});
type Copy = z.infer<typeof Copy>;

/**
 * One way of writing a step. Without a subject it has the step's; without any body both of the step's. `label` names it in
 * sends and figures: A, B and so on by default. It gets the share of the step's messages that its `weight` has in the
 * sum of all weights.
 */
export const VariantInput = Copy.extend({
  id: IdOf('var').optional().meta({ description: 'In a change: the id that it had before.' }),
  label: label
    .optional()
    .meta({ description: 'The name in sends and figures: A, B and so on where none is given.' }),
  weight: z.number().int().min(1).max(10_000).default(1).meta({
    description: 'It is written in this part of all messages: its weight of the sum of all weights.',
  }),
});
export type VariantInput = z.infer<typeof VariantInput>;

/** One e-mail of a sequence. The delay counts from the step before; the first step's delay from the enrollment. */
export const StepInput = Copy.extend({
  id: IdOf('step').optional().meta({ description: 'In a change: the id that it had before.' }),
  delay_value: z.number().min(0).max(10_000).default(0).meta(STEP_FIELD.delay_value),
  delay_unit: DelayUnit.default('days'),
  same_thread: z.boolean().default(true).meta(STEP_FIELD.same_thread),
  variants: z.array(VariantInput).max(MAX_VARIANTS).default([]).meta(STEP_FIELD.variants),
})
  .refine((step) => hasBody(step) || (step.variants.length > 0 && step.variants.every(hasBody)), {
    error: 'a step needs body_html or body_text',
    path: ['body_html'],
    params: { code: 'required' },
  })
  .superRefine(({ variants }, context) => {
    for (const [at, variant] of variants.entries()) {
      const first = variants.findIndex((other) => other.label === variant.label);
      if (variant.label === undefined || first === at) continue;
      const message = 'two variants of a step need two labels';
      context.addIssue({
        code: 'custom',
        params: { code: 'duplicate' },
        message,
        path: ['variants', at, 'label'],
      });
    }
  });
export type StepInput = z.infer<typeof StepInput>;

const filled = (words: string | null | undefined): boolean => Boolean(words?.trim());
const hasBody = ({ body_html, body_text }: Copy): boolean => filled(body_html) || filled(body_text);
const hasSubject = ({ subject, variants }: StepInput): boolean =>
  filled(subject) || (variants.length > 0 && variants.every((variant) => filled(variant.subject)));

/** A follow-up without a subject is sent as `Re:` of its thread; the first message of a thread needs a subject. */
const Steps = z
  .array(StepInput)
  .min(1)
  .max(MAX_STEPS)
  .superRefine((steps, context) => {
    for (const [at, step] of steps.entries()) {
      if ((at > 0 && step.same_thread) || hasSubject(step)) continue;
      const message = `${at === 0 ? 'the first step' : 'a step that begins a new thread'} needs a subject`;
      context.addIssue({ code: 'custom', params: { code: 'required' }, message, path: [at, 'subject'] });
    }
  });

export const SequenceInput = z.strictObject({ name: nonEmptyText(200), steps: Steps });
export type SequenceInput = z.infer<typeof SequenceInput>;

/**
 * An absent field stays. `steps` is the whole list in its order: a step that is not in it is deleted. Steps are matched by
 * their ids, or, when no step has one, by their places; and the variants of a step likewise.
 */
export const SequenceChanges = changesOf(z.strictObject({ name: nonEmptyText(200), steps: Steps }));
export type SequenceChanges = z.infer<typeof SequenceChanges>;

export const StepVariant = z.object({
  id: IdOf('var'),
  label: z.string(),
  weight: z.number().int(),
  subject: z.string().meta({ description: 'Empty where the step’s own stands; the bodies likewise.' }),
  body_html: z.string().nullable(),
  body_text: z.string().nullable(),
});
export type StepVariant = z.infer<typeof StepVariant>;

export const StepView = z.object({
  id: IdOf('step'),
  step_number: z.number().int().meta({ description: 'From 1.' }),
  delay_value: z.number().meta(STEP_FIELD.delay_value),
  delay_unit: DelayUnit,
  subject: z.string().meta({ description: 'Empty where it answers under the subject of its thread.' }),
  body_html: z.string().nullable(),
  body_text: z.string().nullable(),
  same_thread: z.boolean().meta(STEP_FIELD.same_thread),
  /** Absent in events from before variants existed. */
  variants: z.array(StepVariant).optional().meta(STEP_FIELD.variants),
});
export type StepView = z.infer<typeof StepView>;

export const SequenceView = z.object({
  id: IdOf('seq'),
  workspace_id: WorkspaceId,
  name: z.string(),
  version: z.number().int().optional().meta({ description: 'Rises by one with every change.' }),
  steps: z.array(StepView),
  created_at: Instant,
  updated_at: Instant,
});
export type SequenceView = z.infer<typeof SequenceView>;

export const SequenceRef = z.object({ workspace_id: WorkspaceId, sequence_id: IdOf('seq') });
export type SequenceRef = z.infer<typeof SequenceRef>;

export const CreateSequence = defineRequest({
  subject: 'rpc.campaigns.create-sequence.v1',
  request: z.object({ workspace_id: WorkspaceId, sequence: SequenceInput }),
  response: SequenceView,
});

export const GetSequence = defineRequest({
  subject: 'rpc.campaigns.get-sequence.v1',
  request: SequenceRef,
  response: SequenceView,
  refusals: ['not_found'],
});

/** A sequence in a list, where its texts would make a page of several megabytes. */
export const SequenceSummary = SequenceView.omit({ steps: true }).extend({ step_count: z.number().int() });
export type SequenceSummary = z.infer<typeof SequenceSummary>;

export const ListSequences = defineRequest({
  subject: 'rpc.campaigns.list-sequences.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(SequenceSummary),
});

/**
 * `sequence_in_use`: while a campaign that was launched and is not over writes its steps, none may go, come between or
 * change its place. Texts, variants and delays may change, and a step may be added at the end, unless one of these campaigns is
 * sent by an outside platform.
 */
export const UpdateSequence = defineRequest({
  subject: 'rpc.campaigns.update-sequence.v1',
  request: SequenceRef.extend({ changes: SequenceChanges }),
  response: SequenceView,
  refusals: ['not_found', 'sequence_in_use'],
});

/** `sequence_in_use`: while there is a campaign of it, an archived one included, since its figures name the steps. */
export const DeleteSequence = defineRequest({
  subject: 'rpc.campaigns.delete-sequence.v1',
  request: SequenceRef,
  response: z.object({}),
  refusals: ['not_found', 'sequence_in_use'],
});

export const PreviewInput = z.strictObject({
  contact_id: IdOf('cont'),
  step_number: z
    .number()
    .int()
    .min(1)
    .max(MAX_STEPS)
    .optional()
    .meta({ description: 'Without it: all steps.' }),
  variant: label.optional().meta({ description: 'A label. Without it: all variants.' }),
  sending_account_id: IdOf('ea').optional().meta({
    description: 'The sending account for `sender.*`; without it, an example.',
  }),
});
export type PreviewInput = z.infer<typeof PreviewInput>;

export const PreviewWarning = z.object({
  code: z
    .enum(['empty_variable', 'empty_subject', 'empty_body'])
    .meta({ description: 'A message with an empty subject or body is not sent.' }),
  field: z.enum(['subject', 'body_html', 'body_text']),
  variable: z.string().nullable().meta({ description: 'Null unless the warning is about one.' }),
  message: z.string(),
});

/** One message as the contact would get it. */
export const MessagePreview = z.object({
  step_id: IdOf('step'),
  step_number: z.number().int(),
  variant: z.string().nullable(),
  subject: z.string(),
  body_html: z.string().nullable(),
  body_text: z.string(),
  warnings: z
    .array(PreviewWarning)
    .meta({ description: 'Variables, subjects and bodies that came out empty.' }),
});
export type MessagePreview = z.infer<typeof MessagePreview>;

export const SequencePreview = z.object({ results: z.array(MessagePreview) });
export type SequencePreview = z.infer<typeof SequencePreview>;

/** `not_found`: the sequence, the contact or the account. `template_failed` names the field of the step that failed. */
export const PreviewSequence = defineRequest({
  subject: 'rpc.campaigns.preview-sequence.v1',
  request: SequenceRef.extend({ workspace_time_zone: TimeZone, preview: PreviewInput }),
  response: SequencePreview,
  refusals: ['not_found', 'template_failed', 'payload_too_large'],
  timeoutMs: 8_000,
});
