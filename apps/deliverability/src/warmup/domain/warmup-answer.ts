import { openInterval, type Id, type OpenInterval, type SendWindow } from '#kernel';
import { seeded } from './seeded.js';

/** People answer most messages of a colleague, and not all. */
const ANSWERED_SHARE = 0.7;
/** Answers of a thread at most: one that never ends looks like two machines. */
const MAX_DEPTH = 3;

/** The delay of an answer is log-normal, as those of people are: half come within 40 minutes, one of 20 after 3.5 hours. */
const MEDIAN_MS = 40 * 60_000;
const SPREAD = 1;
const SHORTEST_MS = 2 * 60_000;
const LONGEST_MS = 12 * 3_600_000;
/** Nearer to the end of its window, gaps could keep an answer from leaving, and its day would be short of a message. */
const MARGIN_MS = 20 * 60_000;
const MARGIN_SHARE = 1 / 8;

/** When an answer may leave, and the window that it leaves in. */
export interface AnswerTime {
  readonly dueAt: Date;
  readonly open: OpenInterval;
}

/** @param depth how many messages of the thread came before */
export const isAnswered = (message: Id<'send'>, depth: number): boolean =>
  depth < MAX_DEPTH && seeded(`answered ${message}`)() < ANSWERED_SHARE;

/** The time at which a person would answer a message that arrived at `receivedAt`, within the window. */
export function answerTime(message: Id<'send'>, receivedAt: Date, window: SendWindow): AnswerTime {
  const at = new Date(receivedAt.getTime() + delayOf(message));
  const open = openInterval(window, at);
  if (open.from > at) return inMorning(message, open);
  return open.until.getTime() - at.getTime() > marginOf(open)
    ? { dueAt: at, open }
    : nextDay(message, { dueAt: at, open }, window);
}

/** The same answer on the next day of the campaign. */
export const nextDay = (message: Id<'send'>, { open }: AnswerTime, window: SendWindow): AnswerTime =>
  inMorning(message, openInterval(window, open.until));

const marginOf = ({ from, until }: OpenInterval): number =>
  Math.min(MARGIN_MS, MARGIN_SHARE * (until.getTime() - from.getTime()));

function delayOf(message: Id<'send'>): number {
  const random = seeded(`delay ${message}`);
  // Box-Muller: a normal number of two even ones.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, MEDIAN_MS * Math.exp(SPREAD * normal))));
}

/** In the first quarter of the window: people answer in the morning what came over night. */
function inMorning(message: Id<'send'>, open: OpenInterval): AnswerTime {
  const quarter = (open.until.getTime() - open.from.getTime()) / 4;
  const dueAt = new Date(Math.floor(open.from.getTime() + seeded(`morning ${message}`)() * quarter));
  return { dueAt, open };
}
