/** The milestones of a message; each counts once, however often its event comes or it happens again. */
export const MILESTONES = [
  'sent',
  'bounced',
  'opened',
  'clicked',
  'replied',
  'unsubscribed',
  'complained',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** A message of one step to one contact. */
export interface Message {
  readonly send_id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly enrollment_id: string;
  readonly contact_id: string;
  readonly step_id: string;
  readonly step_number: number;
  /** The label of the variant; null for none. Not every event names it. */
  readonly variant: string | null;
  /** Not every event names it. */
  readonly account_id: string | null;
}

/** One milestone of one message, from one event. */
export interface Observation extends Message {
  readonly milestone: Milestone;
  readonly at: Date;
}

/** All that is known of one message: when each milestone happened first, null for the ones that did not. */
export type EmailFact = Message & Readonly<Record<`${Milestone}_at`, Date | null>>;

/**
 * The observations put together, one fact per message, in the order of their ids.
 *
 * A milestone that was seen twice keeps the earlier time, not the one that arrived first. The earliest of a set does
 * not depend on the order in which the set is gone through, so that any order of events, any cut into batches and any
 * number of redeliveries end in the same facts, and so in the same hour of the time series.
 */
export function factsOf(observations: Iterable<Observation>): EmailFact[] {
  const facts = new Map<string, EmailFact>();

  for (const observation of observations) {
    facts.set(observation.send_id, withObservation(facts.get(observation.send_id), observation));
  }

  return [...facts.values()].toSorted((a, b) => (a.send_id < b.send_id ? -1 : 1));
}

function withObservation(
  known: EmailFact | undefined,
  { milestone, at, ...message }: Observation,
): EmailFact {
  const fact = known ?? { ...message, ...NOTHING_HAPPENED };
  const earlier = fact[`${milestone}_at`];

  return {
    ...fact,
    variant: leastOf(fact.variant, message.variant),
    account_id: fact.account_id ?? message.account_id,
    [`${milestone}_at`]: earlier !== null && earlier <= at ? earlier : at,
  };
}

/** A message has one variant. Should events name two, the order in which they come must not matter. */
const leastOf = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

const NOTHING_HAPPENED = {
  sent_at: null,
  bounced_at: null,
  opened_at: null,
  clicked_at: null,
  replied_at: null,
  unsubscribed_at: null,
  complained_at: null,
} satisfies Record<`${Milestone}_at`, null>;
