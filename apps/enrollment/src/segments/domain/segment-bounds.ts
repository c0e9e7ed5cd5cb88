import type { FieldError } from '#kernel';
import { regexWeight } from './regex-weight.js';
import { rulesIn, wrong, type Group, type PlacedRule } from './segment-rules.js';

const MAX_REGEXES = 10;
const MAX_REGEX_LENGTH = 200;
/** Atoms of one regular expression once its repetitions are written out. */
const MAX_REGEX_WEIGHT = 200;

/** Each of these takes some 0.3 µs for each contact of the workspace, because no index answers it. */
const WALKING = ['contains', 'not_contains', 'starts_with', 'ends_with', 'matches_regex'];
const MAX_WALKING = 50;
/** From so many on a segment is counted in the background. */
const COSTLY_WALKING = 20;

const isWalking = ({ rule }: PlacedRule): boolean => WALKING.includes(rule.operator);
const isRegex = ({ rule }: PlacedRule): boolean => rule.operator === 'matches_regex';

/** The errors of rules that would make others wait for long. */
export function boundErrors(group: Group): FieldError[] {
  const rules = rulesIn(group);
  const regexes = rules.filter(isRegex);
  return [
    ...tooMany(regexes, MAX_REGEXES, 'regular expressions'),
    ...tooMany(rules.filter(isWalking), MAX_WALKING, `rules with ${WALKING.join(', ')}`),
    ...regexes.filter(isSlow).map(({ path }) => wrong(`${path}.value`, REGEX_LIMITS)),
  ];
}

const REGEX_LIMITS = `must have at most ${MAX_REGEX_LENGTH} characters, repetitions that are at most ${MAX_REGEX_WEIGHT} characters when they are written out, and neither back-references nor look-arounds`;

function isSlow({ rule }: PlacedRule): boolean {
  const pattern = String(rule.value);
  return pattern.length > MAX_REGEX_LENGTH || (regexWeight(pattern) ?? Infinity) > MAX_REGEX_WEIGHT;
}

const tooMany = (rules: readonly PlacedRule[], most: number, what: string): FieldError[] =>
  rules.slice(most, most + 1).map(({ path }) => wrong(path, `a segment has at most ${most} ${what}`));

/** Whether a statement with these rules may take seconds for a large workspace. */
export function isCostly(group: Group): boolean {
  const rules = rulesIn(group);
  return rules.some(isRegex) || rules.filter(isWalking).length >= COSTLY_WALKING;
}

/**
 * Comparisons of rules with contacts in one statement. At worst, with custom fields of 40 kB, one takes 37 µs (2026-11-30): 7 s
 * of the 30 that a statement has. One that takes longer fails whenever it is tried, and all workspaces behind it wait.
 */
const MOST_COMPARISONS = 200_000;

/** How many contacts, `most` at most, one statement compares with so many rules. */
export const comparable = (most: number, rules: number): number =>
  Math.max(1, Math.min(most, Math.floor(MOST_COMPARISONS / Math.max(rules, 1))));
