import * as fc from 'fast-check';
import { newId, uuidOf, type Id } from '#kernel';
import { hourOf, WINDOW_FIGURES, WINDOWS, type Figure } from '../src/health/domain/hour-figures.js';
import { NOTHING_KNOWN, type MessageFact } from '../src/health/domain/message-fact.js';
import { DAY_WEIGHTS, reputationOf } from '../src/health/domain/reputation.js';

const HOUR_MS = 3_600_000;

/** One message of the model: at how many minutes before now each thing happened. */
interface ModelMessage {
  readonly account: number;
  readonly warmup: boolean;
  readonly spam: boolean | null;
  readonly minutesAgo: Readonly<Record<(typeof WINDOW_FIGURES)[number], number | null>>;
}

const ago = fc.option(fc.oneof(fc.nat(3_000), fc.nat(43_500)), { freq: 1 });
const message: fc.Arbitrary<ModelMessage> = fc.record({
  account: fc.nat(2),
  warmup: fc.boolean(),
  spam: fc.option(fc.boolean()),
  minutesAgo: fc.record({
    sent: ago,
    bounced: fc.option(fc.nat(43_500), { freq: 3 }),
    complained: fc.option(fc.nat(43_500), { freq: 3 }),
    opened: ago,
    replied: ago,
    unsubscribed: ago,
  }),
});
export const histories = fc.array(message, { minLength: 1, maxLength: 25 });
export type History = readonly ModelMessage[];

export interface ModelAccount {
  readonly id: Id<'ea'>;
  readonly workspace_id: Id<'ws'>;
}

/** The messages, learnt piece by piece as events come: some events name no account. */
export function piecesOf(history: History, accounts: readonly ModelAccount[], now: Date): MessageFact[] {
  return history.flatMap(({ account, warmup, spam, minutesAgo }) => {
    const owner = accounts[account];
    if (owner === undefined) throw new Error('there is no such account');
    const own = {
      ...NOTHING_KNOWN,
      send_id: uuidOf(newId('send')),
      workspace_id: uuidOf(owner.workspace_id),
    };
    const base = { ...own, warmup };
    const named = { ...base, account_id: uuidOf(owner.id) };
    const times = WINDOW_FIGURES.flatMap((figure) => {
      const minutes = minutesAgo[figure];
      if (minutes === null) return [];
      const names = figure === 'sent' || figure === 'bounced' || figure === 'complained';
      return [{ ...(names ? named : base), [`${figure}_at`]: new Date(now.getTime() - minutes * 60_000) }];
    });
    return spam === null
      ? times
      : [...times, { ...base, placement: spam ? ('spam' as const) : ('inbox' as const) }];
  });
}

/** The figures of an account by the words of the documentation, one message at a time. */
export function expectedOf(history: History, account: number, now: Date) {
  const messages = history.filter((one) => one.account === account && namesAccount(one));
  const counts = messages.flatMap((one) => countsOf(one, now));
  const hasSent = messages.some((one) => leftAt(one) !== null);
  return {
    cumulative: messages.filter(({ minutesAgo: { sent, bounced } }) => sent !== null && bounced === null)
      .length,
    ...windowsOf(counts, now),
    reputation: reputationIn(counts, now, hasSent),
  };
}

interface Count {
  readonly figure: Figure;
  readonly hour: number;
}

const namesAccount = ({ minutesAgo }: ModelMessage): boolean =>
  [minutesAgo.sent, minutesAgo.bounced, minutesAgo.complained].some((minutes) => minutes !== null);

/** A message that was refused during SMTP was sent when it bounced. */
const leftAt = ({ minutesAgo: { sent, bounced } }: ModelMessage): number | null =>
  sent === null || bounced === null ? (sent ?? bounced) : Math.max(sent, bounced);

function countsOf(message: ModelMessage, now: Date): Count[] {
  const { warmup, spam, minutesAgo } = message;
  const left = leftAt(message);
  const happened: [Figure, number | null][] = warmup
    ? [
        ['warmup_sent', left],
        ['warmup_bounced', minutesAgo.bounced],
        [spam === true ? 'placed_spam' : 'placed_inbox', spam === null ? null : left],
      ]
    : WINDOW_FIGURES.map((figure) => [figure, figure === 'sent' ? left : minutesAgo[figure]]);
  return happened.flatMap(([figure, minutes]) =>
    minutes === null ? [] : [{ figure, hour: hourOf(new Date(now.getTime() - minutes * 60_000)).getTime() }],
  );
}

function windowsOf(counts: readonly Count[], now: Date): Record<string, number> {
  const sum = (figure: Figure, length: number) =>
    counts.filter((one) => one.figure === figure && one.hour > hourOf(now).getTime() - length * HOUR_MS)
      .length;
  return Object.fromEntries([
    ...Object.entries(WINDOWS).flatMap(([window, length]) =>
      WINDOW_FIGURES.map((figure) => [`${window}_${figure}`, sum(figure, length)] as const),
    ),
    ['placed_inbox', sum('placed_inbox', WINDOWS.month)],
    ['placed_spam', sum('placed_spam', WINDOWS.month)],
  ]);
}

function reputationIn(counts: readonly Count[], now: Date, hasSent: boolean) {
  const weighted = (...figures: Figure[]) =>
    counts
      .filter(({ figure }) => figures.includes(figure))
      .reduce((sum, { hour }) => {
        const age = Math.floor((hourOf(now).getTime() - hour) / (24 * HOUR_MS));
        return sum + (DAY_WEIGHTS[age] ?? 0);
      }, 0);
  return reputationOf({
    start_reputation: null,
    has_sent: hasSent,
    weighted_sent: weighted('sent', 'warmup_sent'),
    weighted_bounced: weighted('bounced', 'warmup_bounced'),
    weighted_complained: weighted('complained'),
  });
}
