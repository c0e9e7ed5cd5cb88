import type { Composition } from '#composing';

/** One text of a lead that is written. */
export interface StepText {
  readonly subject: string;
  readonly body: string;
  readonly variant: string | null;
}

/** Platforms insert the text into HTML. */
export const bodyOf = ({ html, text }: Composition): string => html ?? htmlOf(text);

const htmlOf = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r?\n/g, '<br>\n');

/** The custom variables of a lead. The sequence at the platform names nothing else. */
export const variablesOf = (texts: ReadonlyMap<number, StepText>): Record<string, string> =>
  Object.fromEntries(
    [...texts].flatMap(([step, { subject, body }]) => [
      [`nimbus_subject_${step}`, subject],
      [`nimbus_body_${step}`, body],
    ]),
  );
