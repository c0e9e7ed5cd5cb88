import { idPattern, isId, type Id, type IdPrefix } from '#kernel';
import { z } from 'zod';

/** Schema of a TypeID with the given prefix, e.g. `IdOf('camp')` for `camp_01h4…`. Carries its JSON Schema as metadata. */
export const IdOf = <P extends IdPrefix>(prefix: P): z.ZodCustom<Id<P>, Id<P>> =>
  z
    .custom<Id<P>>((value) => typeof value === 'string' && isId(prefix, value), {
      error: `must be an id that starts with ${prefix}_`,
    })
    .meta({ type: 'string', pattern: idPattern(prefix), examples: [`${prefix}_01h455vb4pex5vsknk084sn02q`] });

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
