import type { Id } from '#kernel';
import { oneOf, seeded } from './seeded.js';
import { ANSWERS, CLOSINGS, GREETINGS, OPENINGS, TOPICS, type Topic } from './warmup-phrases.js';

/** The message of a warmup, and the first one of its thread. */
export interface WarmupLetter {
  readonly id: Id<'send'>;
  readonly threadId: Id<'send'>;
  /** Display names; empty where there is none. */
  readonly fromName: string;
  readonly toName: string;
}

export interface WarmupText {
  readonly subject: string;
  readonly text: string;
}

/** A short message between colleagues, the same for the same ids and names: no link, and nothing that asks to be opened. */
export function warmupText({ id, threadId, fromName, toName }: WarmupLetter): WarmupText {
  const { topic, subject } = threadOf(threadId);
  const random = seeded(`text ${id}`);
  const isAnswer = id !== threadId;
  const sentences = isAnswer ? answerOf(topic, random) : newsOf(topic, random);
  const parts = [greeting(toName, random), ...sentences, farewell(fromName, random)];
  return { subject: isAnswer ? `Re: ${subject}` : subject, text: `${parts.join('\n\n')}\n` };
}

/** All messages of a thread are about one topic. */
function threadOf(threadId: Id<'send'>): { topic: Topic; subject: string } {
  const random = seeded(`thread ${threadId}`);
  const topic = oneOf(TOPICS, random);
  return { topic, subject: oneOf(topic.subjects, random) };
}

function newsOf(topic: Topic, random: () => number): string[] {
  const details = some(topic.details, 1 + Math.floor(random() * 3), random);
  const opening = random() < 0.6 ? `${oneOf(OPENINGS, random)} ` : '';
  return [`${opening}${details.join(' ')}`, oneOf(topic.questions, random)];
}

function answerOf(topic: Topic, random: () => number): string[] {
  const first = `${oneOf(ANSWERS, random)} ${oneOf(topic.replies, random)}`;
  return random() < 0.5 ? [first] : [first, oneOf(topic.details, random)];
}

const greeting = (name: string, random: () => number): string => {
  const word = oneOf(GREETINGS, random);
  const first = firstNameOf(name);
  return first === '' ? `${word},` : `${word} ${first},`;
};

const farewell = (name: string, random: () => number): string =>
  [oneOf(CLOSINGS, random), firstNameOf(name)].filter((line) => line !== '').join('\n');

const firstNameOf = (name: string): string => name.trim().split(/\s+/)[0] ?? '';

/** `count` different ones, in a random order. */
function some(choices: readonly string[], count: number, random: () => number): string[] {
  return choices
    .map((choice) => ({ choice, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ choice }) => choice);
}
