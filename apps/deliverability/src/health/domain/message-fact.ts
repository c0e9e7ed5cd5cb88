/** All that is known of one message, as it is stored. A time is that of the earliest event of its kind. */
export interface MessageFact {
  readonly send_id: string;
  readonly workspace_id: string;
  /** Null until an event names it: `email.opened` and others do not. */
  readonly account_id: string | null;
  readonly campaign_id: string | null;
  /** A warmup message counts for the account alone, and never for the figures of real mail. */
  readonly warmup: boolean;
  readonly sent_at: Date | null;
  readonly bounced_at: Date | null;
  readonly complained_at: Date | null;
  /** The first open by a person. */
  readonly opened_at: Date | null;
  readonly replied_at: Date | null;
  readonly unsubscribed_at: Date | null;
  readonly placement: Placement | null;
}

/** The folder in which a warmup message arrived. */
export type Placement = 'inbox' | 'spam';

export const MILESTONES = ['sent', 'bounced', 'complained', 'opened', 'replied', 'unsubscribed'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** A message before and after some events about it. Null: it was unknown. */
export interface FactChange {
  readonly before: MessageFact | null;
  readonly after: MessageFact;
}

export const NOTHING_KNOWN = {
  account_id: null,
  campaign_id: null,
  warmup: false,
  sent_at: null,
  bounced_at: null,
  complained_at: null,
  opened_at: null,
  replied_at: null,
  unsubscribed_at: null,
  placement: null,
} as const satisfies Omit<MessageFact, 'send_id' | 'workspace_id'>;

/**
 * Two pieces of knowledge about one message, put together. The rule is commutative, associative and idempotent, so that
 * events may come in any order, in any batches and any number of times.
 */
export const merged = (one: MessageFact, other: MessageFact): MessageFact => ({
  ...one,
  account_id: least(one.account_id, other.account_id),
  campaign_id: least(one.campaign_id, other.campaign_id),
  warmup: one.warmup || other.warmup,
  sent_at: least(one.sent_at, other.sent_at),
  bounced_at: least(one.bounced_at, other.bounced_at),
  complained_at: least(one.complained_at, other.complained_at),
  opened_at: least(one.opened_at, other.opened_at),
  replied_at: least(one.replied_at, other.replied_at),
  unsubscribed_at: least(one.unsubscribed_at, other.unsubscribed_at),
  placement: worse(one.placement, other.placement),
});

/** One fact per message, in the order of their keys: two replicas that lock the same messages wait, and never in a circle. */
export function factsOf(pieces: Iterable<MessageFact>): MessageFact[] {
  const facts = new Map<string, MessageFact>();
  for (const piece of pieces) {
    const known = facts.get(keyOf(piece));
    facts.set(keyOf(piece), known === undefined ? piece : merged(known, piece));
  }
  return [...facts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}

/** With the workspace: an event that names a foreign one must not take the place of the true message. */
export const keyOf = ({ send_id, workspace_id }: Pick<MessageFact, 'send_id' | 'workspace_id'>): string =>
  `${send_id} ${workspace_id}`;

export const isSame = (one: MessageFact, other: MessageFact): boolean =>
  one.account_id === other.account_id &&
  one.campaign_id === other.campaign_id &&
  one.warmup === other.warmup &&
  one.placement === other.placement &&
  MILESTONES.every((milestone) => one[`${milestone}_at`]?.getTime() === other[`${milestone}_at`]?.getTime());

/** A receiving server that refuses during SMTP leaves no `email.sent`: the message was sent when it bounced. */
export const countedAt = ({ sent_at, bounced_at }: MessageFact): Date | null => least(sent_at, bounced_at);

function least<Value extends string | Date>(one: Value | null, other: Value | null): Value | null {
  if (one === null || other === null) return one ?? other;
  return other < one ? other : one;
}

const worse = (one: Placement | null, other: Placement | null): Placement | null =>
  one === 'spam' || other === 'spam' ? 'spam' : (one ?? other);
