import type { StepVariant, StepView } from '#contracts';
import { idOf, uuidOf, type Id } from '#kernel';

/** A step as it is stored. Its variants are read and written whole, with the step that they belong to. */
export type StepRow = Omit<StepView, 'id' | 'variants'> & {
  readonly id: string;
  readonly sequence_id: string;
  readonly variants: StepVariant[];
};

export const stepRow =
  (sequenceId: Id<'seq'>) =>
  (step: StepView): StepRow => ({
    ...step,
    id: uuidOf(step.id),
    sequence_id: uuidOf(sequenceId),
    variants: step.variants ?? [],
  });

export const stepOf = (row: StepRow): StepView => ({
  id: idOf('step', row.id),
  step_number: row.step_number,
  delay_value: row.delay_value,
  delay_unit: row.delay_unit,
  subject: row.subject,
  body_html: row.body_html,
  body_text: row.body_text,
  same_thread: row.same_thread,
  variants: row.variants,
});
