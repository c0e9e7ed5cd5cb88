import { weightsIn } from '../http/weights.js';
import { PAGE_TEXTS, type PageLanguage } from './page-texts.js';

/** The language of the contact where it is known, else the one that the browser likes best of ours, else English. */
export const pageLanguage = (ofContact: string, acceptLanguage: string | undefined): PageLanguage =>
  [ofContact, ...byWeight(acceptLanguage ?? '')].map(primary).find(isOurs) ?? 'en';

/** A browser sends some five languages, and the header of an attacker has up to 16 kB. */
const MAX_HEADER = 500;

const byWeight = (header: string): string[] =>
  [...weightsIn(header.slice(0, MAX_HEADER))]
    .filter(([, weight]) => weight > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([tag]) => tag);

/** `pt` of `pt-BR` (RFC 5646). */
const primary = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';

const isOurs = (language: string): language is PageLanguage => Object.hasOwn(PAGE_TEXTS, language);
