import type { DateTime } from 'luxon';
import { namedDaysIn, type NamedDay } from './dates-in-text.js';
import { folded } from './words.js';

/** Between a word such as "until" and its day stand few others: "until (and including) Monday, ". */
const FEW = `[^!?\\n]{0,25}$`;

const UNTIL = new RegExp(
  `(?:\\b(?:until|till|til|through|thru|up to|bis|hasta|ate|t/m|fino al?)|jusqu'?(?:au|a|en)?)\\b${FEW}`,
);
/** The second day of a range: "from 4 to 15 January", "vom 4. bis 15.", "du 4 au 15", "del 4 al 15", "de 4 a 15". */
const RANGE =
  /(?:\d(?:st|nd|rd|th|er|\.)?|[a-z]{3,10}\.?|20\d\d\)?) ?(?:to(?: and including)?|-|–|—|bis(?: zum| einschliesslich)?|au|al|a|ao|and|und|et|y|e)(?: the| el| le| o)? ?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?$/;
const RANGE_BEGINS = /\b(?:from|between|vom|von|zwischen|du|entre|del|de|desde|dal)\b[^!?\n]{0,45}$/;

const BACK_BEFORE = new RegExp(
  [
    `\\b(?:back|return(?:s|ing)?|available(?: again)?|reachable|resume[a-z]{0,3})\\b[^!?\\n]{0,30}\\b(?:on|by|from|starting|as of)\\b[^!?\\n]{0,15}$`,
    `\\b(?:back|return(?:s|ing)?)(?: in the office| to (?:the office|work)| at (?:my desk|work))?[ :,]{1,3}$`,
    `\\bab(?: dem| montag| kommenden)?[ ,]{1,2}[^!?\\n]{0,15}$|\\bwieder\\b[^!?\\n]{0,30}\\b(?:ab|am)\\b[^!?\\n]{0,15}$|\\b(?:zuruck|ruckkehr)\\b[^!?\\n]{0,15}\\b(?:am|ab)\\b[^!?\\n]{0,15}$`,
    `\\b(?:retour|reviens|reviendrai|rentre|rentrerai|reprise)\\b[^!?\\n]{0,30}$|\\ba (?:partir|compter) (?:du|de)\\b[^!?\\n]{0,15}$`,
    `\\b(?:vuelvo|volvere|regreso|regresare|de vuelta|reincorporo|reincorporare|de regreso)\\b[^!?\\n]{0,30}$|\\ba partir del?\\b[^!?\\n]{0,15}$`,
    `\\b(?:volto|voltarei|regresso|regressarei|retorno|retornarei|de volta|de regresso)\\b[^!?\\n]{0,30}$|\\ba partir d[eo]\\b[^!?\\n]{0,15}$`,
  ].join('|'),
);
const BACK_AFTER = /^[^.!?\n]{0,20}\b(?:wieder|zuruck)\b/;
/** "ab 4. bis 15. Januar abwesend": the first day of an absence is no return. */
const ABSENT_FROM = /^[^.!?\n]{0,40}\b(?:bis|abwesend|nicht)\b/;

const BEFORE = 60;
const AFTER = 60;
/** Longer absences are mistakes of ours more often than real. */
const MAX_ABSENCE_DAYS = 400;

/** The first day back that an absence note names, as an ISO date; null where it names none, or one that is over. */
export function returnDateIn(text: string, now: Date): string | null {
  const lines = folded(text)
    .replaceAll(/[ \t\u00a0]+/g, ' ')
    .replaceAll(/\n(?!\n)/g, ' ');
  const days = namedDaysIn(lines, now);
  const back = days.find((day, index) => isBack(lines, day, days[index - 1]?.end ?? 0));
  const last = days.filter((day) => isLastDay(lines, day, days)).at(-1);
  const first = back?.day ?? last?.day?.plus({ days: 1 }) ?? null;

  return first === null || isTooFar(first, now) ? null : first.toISODate();
}

/** `from`: the words before the day begin after another one. */
function isBack(text: string, { start, end }: NamedDay, from: number): boolean {
  const before = text.slice(Math.max(from, start - BEFORE), start);
  const after = text.slice(end, end + AFTER);
  if (UNTIL.test(before.slice(-30))) return false;

  return (BACK_BEFORE.test(before) && !ABSENT_FROM.test(after)) || BACK_AFTER.test(after);
}

function isLastDay(text: string, { start }: NamedDay, days: readonly NamedDay[]): boolean {
  const before = text.slice(Math.max(0, start - BEFORE), start);
  if (UNTIL.test(before.slice(-45))) return true;

  return (
    RANGE.test(before) &&
    (RANGE_BEGINS.test(before) || days.some(({ end }) => end <= start && end >= start - 8))
  );
}

const isTooFar = (day: DateTime, now: Date): boolean =>
  day.toMillis() - now.getTime() > MAX_ABSENCE_DAYS * MILLISECONDS_PER_DAY;

const MILLISECONDS_PER_DAY = 86_400_000;
