import { z } from 'zod';

/** The intent of a reply. `ooo` is out of the office. */
export const ReplyIntent = z.enum([
  'interested',
  'not_interested',
  'objection',
  'question',
  'referral',
  'wrong_person',
  'ooo',
  'unsubscribe',
  'bounce',
  'other',
]);
export type ReplyIntent = z.infer<typeof ReplyIntent>;
