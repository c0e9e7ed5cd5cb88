import { newId, type Id } from '#kernel';

interface StepText {
  readonly body_html?: string | null | undefined;
  readonly body_text?: string | null | undefined;
}

type Step<Input> = Input & {
  readonly id: Id<'step'>;
  readonly step_number: number;
  readonly body_html: string | null;
  readonly body_text: string | null;
};

/** A step at its place in a list, counted from 0; the first step has the number 1. */
export const newStep = <Input extends StepText>(input: Input, place: number): Step<Input> => ({
  ...input,
  id: newId('step'),
  step_number: place + 1,
  body_html: input.body_html ?? null,
  body_text: input.body_text ?? null,
});
