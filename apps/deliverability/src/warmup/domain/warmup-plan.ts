import type { Id, OpenInterval } from '#kernel';
import { seeded } from './seeded.js';

/** How many messages an account sends in a day: `start`, and `step` more each day up to `ceiling`. */
export interface Ramp {
  readonly start: number;
  readonly step: number;
  readonly ceiling: number;
}

/** An account of the campaign that can send and receive today. */
export interface WarmingAccount {
  readonly id: Id<'ea'>;
  /** The days on which it has warmed up before. */
  readonly days: number;
  /** Whether its messages of today are planned already. */
  readonly isPlanned: boolean;
  /** Its answers that are planned for today, the first one first. */
  readonly answers: readonly Id<'send'>[];
}

export interface WarmupDay {
  readonly campaignId: Id<'camp'>;
  /** The local date of the campaign. */
  readonly day: string;
  readonly ramp: Ramp;
  /** The rest of today's window. */
  readonly open: OpenInterval;
  readonly accounts: readonly WarmingAccount[];
}

export interface PlannedMessage {
  readonly from: Id<'ea'>;
  readonly to: Id<'ea'>;
  readonly dueAt: Date;
}

export interface DayPlan {
  /** The accounts that are planned now. */
  readonly planned: readonly Id<'ea'>[];
  readonly messages: readonly PlannedMessage[];
  /** Answers for which the ramp has no room. */
  readonly dropped: readonly Id<'send'>[];
}

/** Two messages of an account are further apart than the shortest gap of the dispatcher. */
const SHORTEST_GAP_MS = 70_000;

/** @param days the days on which the account has warmed up before */
export const rampOf = ({ start, step, ceiling }: Ramp, days: number): number =>
  Math.min(start + step * days, ceiling);

/**
 * The messages of a day, the same for the same facts. Answers count in the ramp, so that new messages fill what they
 * leave. A window that opens late may be too short for all of them.
 */
export function planDay(day: WarmupDay): DayPlan {
  const accounts = day.accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (accounts.length < 2) return { planned: [], messages: [], dropped: [] };

  const waiting = accounts.filter(({ isPlanned }) => !isPlanned);
  return {
    planned: waiting.map(({ id }) => id),
    messages: waiting.flatMap((account) => messagesOf(account, accounts, day)),
    dropped: waiting.flatMap(({ days, answers }) => answers.slice(roomOf(day, days))),
  };
}

function messagesOf(
  { id: from, days, answers }: WarmingAccount,
  accounts: readonly WarmingAccount[],
  day: WarmupDay,
): PlannedMessage[] {
  const count = Math.max(0, roomOf(day, days) - answers.length);
  const partners = partnersOf(from, accounts, day);
  return timesOf(count, from, day).map((dueAt, at) => ({
    from,
    to: partners[at % partners.length] ?? from,
    dueAt,
  }));
}

const roomOf = ({ ramp, open }: WarmupDay, days: number): number =>
  Math.min(
    rampOf(ramp, days),
    Math.max(0, Math.floor((open.until.getTime() - open.from.getTime()) / SHORTEST_GAP_MS)),
  );

/**
 * The others, from another one on each day. Each account begins at the same distance from itself, so that accounts that
 * send equally many messages get equally many.
 */
function partnersOf(
  from: Id<'ea'>,
  accounts: readonly WarmingAccount[],
  { campaignId, day }: WarmupDay,
): Id<'ea'>[] {
  const place = accounts.findIndex(({ id }) => id === from);
  const others = [...accounts.slice(place + 1), ...accounts.slice(0, place)].map(({ id }) => id);
  const first = Math.floor(seeded(`${campaignId} ${day}`)() * others.length);
  return [...others.slice(first), ...others.slice(0, first)];
}

/** One time in each of `count` equal parts of the window, away from the ends of its part. */
function timesOf(count: number, from: Id<'ea'>, { campaignId, day, open }: WarmupDay): Date[] {
  const random = seeded(`${campaignId} ${from} ${day}`);
  const part = (open.until.getTime() - open.from.getTime()) / count;
  return Array.from(
    { length: count },
    (_, at) => new Date(Math.floor(open.from.getTime() + (at + 0.1 + 0.8 * random()) * part)),
  );
}
