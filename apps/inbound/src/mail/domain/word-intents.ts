import { INTENT_PHRASES } from './intent-phrases.js';
import type { Judgement, ReplyIntent } from './judgement.js';
import type { Mail } from './mail.js';
import { wordsOf } from './words.js';

/** Says what a person means with a reply. Another one, such as a trained model, may take the place of the words. */
export type IntentClassifier = (mail: Mail) => IntentGuess;

export interface IntentGuess {
  readonly intent: ReplyIntent;
  readonly confidence: number;
}

const SURE = 0.9;
/** Words of other intents stand in the text too. */
const MIXED = 0.65;
/** Long texts say more than a rule about words sees. */
const LONG_TEXT = 800;
const LESS_SURE = 0.2;
const UNKNOWN: IntentGuess = { intent: 'other', confidence: 0.3 };

/** The first intent of which a phrase stands in the new text. */
export const intentByWords: IntentClassifier = (mail) => {
  const words = wordsOf(mail.newText);
  const found = INTENT_PHRASES.filter(([, phrases]) => phrases.some((phrase) => phrase.test(words)));
  const [first, ...others] = found.map(([intent]) => intent);
  if (first === undefined) return UNKNOWN;
  const isMixed = others.some((intent) => intent !== 'question');
  const sure = isMixed ? MIXED : SURE;

  return { intent: first, confidence: words.length > LONG_TEXT ? sure - LESS_SURE : sure };
};

export const replyWith = ({ intent, confidence }: IntentGuess): Judgement => ({
  kind: 'reply',
  intent,
  confidence,
  automatic: false,
});
