import { z } from 'zod';
import { idPattern, isId, unusedId, type Id, type IdPrefix } from '#kernel';

/**
 * Schema of a TypeID with the given prefix, e.g. `IdOf('camp')` for `camp_01h4…`. Carries its JSON Schema as metadata. A
 * malformed id gives `not_found`, as an unknown one does.
 */
export const IdOf = <P extends IdPrefix>(prefix: P): z.ZodCustom<Id<P>, Id<P>> =>
  z
    .custom<Id<P>>((value) => typeof value === 'string' && isId(prefix, value), {
      error: `must be an id that starts with ${prefix}_`,
      params: { code: 'not_found' },
      // The rules of the object around it are judged too, so that a caller hears of all mistakes at once.
      abort: false,
    })
    .meta({ type: 'string', pattern: idPattern(prefix), examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });

/** The longest id that an answer repeats. */
const MAX_NAME = 100;

/**
 * An id in a list from which the existing ones are taken. A malformed id is treated as an unknown one.
 */
export const ReferenceTo = <P extends IdPrefix>(prefix: P): z.ZodType<Id<P>, Id<P>> =>
  z
    .custom<Id<P>>((value) => typeof value === 'string' && value.length <= MAX_NAME, {
      error: `must be an id that starts with ${prefix}_`,
      params: { code: 'invalid_type' },
    })
    .transform((value) => (isId(prefix, value) ? value : unusedId(prefix)))
    .meta({ type: 'string', maxLength: MAX_NAME, examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });

export const WorkspaceId = IdOf('ws');
export type WorkspaceId = Id<'ws'>;
export type CampaignId = Id<'camp'>;
export type SequenceId = Id<'seq'>;
export type StepId = Id<'step'>;
export type ContactId = Id<'cont'>;
export type SegmentId = Id<'seg'>;
export type SendingAccountId = Id<'ea'>;
export type EnrollmentId = Id<'enr'>;
export type SendId = Id<'send'>;
