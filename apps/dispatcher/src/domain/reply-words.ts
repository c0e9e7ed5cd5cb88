import { ACCOUNT_OVER_QUOTA, ACCOUNT_REFUSED } from './account-words.js';
import {
  AUTHENTICITY,
  CONTENT,
  LISTED,
  PASSING,
  POLICY,
  SERVER_UNWELCOME,
  SIZE,
  UNREACHABLE,
} from './reason-words.js';
import { DEAD, MAILBOX_FULL } from './recipient-words.js';

/**
 * The words by which servers name their reason. They are more reliable than codes: 550 5.7.1 stands for spam, block
 * lists, policies and unknown users.
 */
const REPLY_WORDS = {
  DEAD,
  MAILBOX_FULL,
  LISTED,
  AUTHENTICITY,
  CONTENT,
  SIZE,
  SERVER_UNWELCOME,
  POLICY,
  PASSING,
  UNREACHABLE,
  ACCOUNT_REFUSED,
  ACCOUNT_OVER_QUOTA,
} as const;

export type WordFamily = keyof typeof REPLY_WORDS;

/** Whether the words of a reply, with single spaces between them, are of the family. */
export const speaksOf = (family: WordFamily, words: string): boolean =>
  REPLY_WORDS[family].some((phrase) => phrase.test(` ${words} `));
