import type { z } from 'zod';
import type { SequenceInput, SequenceView } from '#contracts';
import type { DomainError } from '#kernel';

export type Steps = z.input<typeof SequenceInput>['steps'];

export const aStep = (subject: string): Steps[number] => ({
  subject,
  body_html: '<p>New</p>',
  delay_unit: 'days',
});

export const refToSequence = ({ workspace_id, id }: SequenceView) => ({ workspace_id, sequence_id: id });

export const idsOf = ({ steps }: SequenceView) => steps.map(({ id }) => id);

/** The fields that a refusal names. */
export const fieldsOf = ({ details }: DomainError) => details.errors?.map(({ field }) => field);
