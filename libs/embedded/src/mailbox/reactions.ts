import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Something that a simulated recipient did with a message. */
export const ReactionKind = z.enum([
  'opened',
  'clicked',
  'replied',
  'out_of_office',
  'unsubscribed',
  'complained',
]);
export type ReactionKind = z.infer<typeof ReactionKind>;

export const Reaction = z.object({
  kind: ReactionKind,
  /** The address of the recipient. */
  by: z.string(),
  /** The `Message-ID` of the message. */
  message_id: z.string(),
  /** For a reply: its text. */
  text: z.string().optional(),
  at: z.string(),
});
export type Reaction = z.infer<typeof Reaction>;

/** The share of people who do it, as parts of 0 to 1. A reader who opens one message opens all. */
const OPENING_SHARE = 0.45;
const SHARES = [
  { below: 0.03, kinds: ['clicked', 'replied'] },
  { below: 0.08, kinds: ['replied'] },
  { below: 0.108, kinds: ['unsubscribed'] },
  { below: 0.11, kinds: ['complained'] },
  { below: 0.14, kinds: ['out_of_office'] },
  { below: 0.25, kinds: ['clicked'] },
] as const satisfies readonly { below: number; kinds: readonly ReactionKind[] }[];

/**
 * The reactions of the reader of an address to a message, always the same ones. Only the last message finds somebody out
 * of office: the follow-up would wait for the return, and a demo that waits for a week shows nothing.
 */
export function reactionsOf(address: string, { followUp }: { readonly followUp: boolean }): ReactionKind[] {
  const character = characterOf(address);
  if (character >= OPENING_SHARE) return [];
  const kinds: readonly ReactionKind[] = SHARES.find(({ below }) => character < below)?.kinds ?? [];

  return ['opened', ...kinds.filter((kind) => kind !== 'out_of_office' || followUp)];
}

const REPLY_TEXTS = [
  'Thanks for reaching out. This sounds interesting, could you send me some times for a call next week?',
  'We are interested. Do you have half an hour on Thursday?',
  'Not interested at the moment, thank you.',
  'I am not the right person for this; please ask our head of sales.',
] as const;

export const replyTextOf = (address: string): string =>
  REPLY_TEXTS[
    createHash('sha256').update(address.toLowerCase()).digest().readUInt8(8) % REPLY_TEXTS.length
  ] ?? REPLY_TEXTS[0];

/** From 0 to 1, always the same for an address: repeated runs of a demo show the same figures. */
const characterOf = (address: string): number =>
  createHash('sha256').update(address.toLowerCase()).digest().readUInt32BE() / 2 ** 32;
