import { countedAt, type FactChange, type MessageFact } from './message-fact.js';

const HOUR_MS = 3_600_000;

/** Figures of one sending account in one hour. All without a prefix are those of real mail. */
export const FIGURES = [
  'sent',
  'bounced',
  'complained',
  'opened',
  'replied',
  'unsubscribed',
  'warmup_sent',
  'warmup_bounced',
  'placed_inbox',
  'placed_spam',
] as const;
export type Figure = (typeof FIGURES)[number];

/** Windows of whole hours, the current one included. */
export const WINDOWS = { day: 24, week: 168, month: 720 } as const;
export type Window = keyof typeof WINDOWS;

/** The figures of real mail that each window has. */
export const WINDOW_FIGURES = ['sent', 'bounced', 'complained', 'opened', 'replied', 'unsubscribed'] as const;
export type WindowFigures = Readonly<Record<`${Window}_${(typeof WINDOW_FIGURES)[number]}`, number>>;

/** By how much the figures of an hour move. */
export interface HourChange extends Readonly<Record<Figure, number>> {
  readonly account_id: string;
  readonly workspace_id: string;
  readonly hour: Date;
}

/** The start of the hour in UTC. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/**
 * The difference that changed facts make, in the order in which rows are locked. Hours before `since` are left out: they
 * are folded into totals, and facts that the version before has counted begin there.
 */
export function hourChanges(changes: readonly FactChange[], since: Date): HourChange[] {
  const hours = new Map<string, { -readonly [Key in keyof HourChange]: HourChange[Key] }>();
  const add = (fact: MessageFact | null, change: 1 | -1): void => {
    if (fact?.account_id == null) return;
    const { account_id, workspace_id } = fact;
    for (const [figure, at] of countsOf(fact)) {
      const hour = hourOf(at);
      if (hour < since) continue;
      const key = `${account_id} ${hour.toISOString()}`;
      const known = hours.get(key) ?? { account_id, workspace_id, hour, ...NONE };
      known[figure] += change;
      hours.set(key, known);
    }
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  return [...hours.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, hour]) => hour)
    .filter((hour) => FIGURES.some((figure) => hour[figure] !== 0));
}

function countsOf(fact: MessageFact): [Figure, Date][] {
  const sent = countedAt(fact);
  const counts: [Figure, Date | null][] = fact.warmup
    ? [
        ['warmup_sent', sent],
        ['warmup_bounced', fact.bounced_at],
        ['placed_inbox', fact.placement === 'inbox' ? sent : null],
        ['placed_spam', fact.placement === 'spam' ? sent : null],
      ]
    : [
        ['sent', sent],
        ['bounced', fact.bounced_at],
        ['complained', fact.complained_at],
        ['opened', fact.opened_at],
        ['replied', fact.replied_at],
        ['unsubscribed', fact.unsubscribed_at],
      ];
  return counts.flatMap(([figure, at]) => (at === null ? [] : [[figure, at] as [Figure, Date]]));
}

const NONE = {
  sent: 0,
  bounced: 0,
  complained: 0,
  opened: 0,
  replied: 0,
  unsubscribed: 0,
  warmup_sent: 0,
  warmup_bounced: 0,
  placed_inbox: 0,
  placed_spam: 0,
} satisfies Record<Figure, number>;
