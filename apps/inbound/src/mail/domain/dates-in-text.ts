import { DateTime } from 'luxon';

/** A day that a text names, and where. */
export interface NamedDay {
  readonly start: number;
  readonly end: number;
  /** Null where the text names a day that is over. */
  readonly day: DateTime | null;
}

const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'january jan januar janner janvier janv enero ene janeiro gennaio',
    'february feb febr februar fevrier fevr febrero fevereiro fev febbraio',
    'march mar marz maerz mars marzo marco',
    'april apr avril avr abril abr aprile',
    'may mai mayo maio maggio',
    'june jun juni juin junio junho giugno',
    'july jul juli juillet juil julio julho luglio',
    'august aug aout agosto ago',
    'september sep sept septembre septiembre setembro set settembre',
    'october oct oktober okt octobre octubre outubro ottobre',
    'november nov novembre noviembre novembro',
    'december dec dezember dez decembre diciembre dic dezembro dicembre',
  ].flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

const WEEKDAYS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'monday montag lundi lunes segunda',
    'tuesday tues dienstag mardi martes terca',
    'wednesday wed mittwoch mercredi miercoles quarta',
    'thursday thu thurs donnerstag jeudi jueves quinta',
    'friday fri freitag vendredi viernes sexta',
    'saturday samstag sonnabend samedi sabado',
    'sunday sonntag dimanche domingo',
  ].flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)),
);

const longestFirst = (words: Readonly<Record<string, number>>): string =>
  Object.keys(words)
    .toSorted((a, b) => b.length - a.length)
    .join('|');
const MONTH = `(?<month>${longestFirst(MONTHS)})\\b\\.?`;
const WEEKDAY = `(?<weekday>${longestFirst(WEEKDAYS)})`;
const DAY = `(?<day>\\d{1,2})`;
const YEAR = `(?:,? {1,2}(?:de |of |del )?(?<year>20\\d{2})\\b)?`;

/** In folded text. The first form that matches at a place counts. */
const FORMS: readonly RegExp[] = [
  /\b(?<year>20\d{2})-(?<month>\d{1,2})-(?<day>\d{1,2})\b/g,
  /(?<![\d.,/-])(?<first>\d{1,2})(?<separator>[./-]) ?(?<second>\d{1,2})(?:\k<separator> ?(?<year>20\d{2}|\d{2})\b|(?![\d:])\.?)/g,
  new RegExp(`\\b${DAY}(?:st|nd|rd|th|er|\\.|º|o)? {0,2}(?:of |de |do )?(?:the )?${MONTH}${YEAR}`, 'g'),
  new RegExp(`\\b${MONTH} {1,2}(?:the )?${DAY}(?:st|nd|rd|th)?\\b(?!:)${YEAR}`, 'g'),
  new RegExp(
    `\\b${WEEKDAY},? (?:the |den |dem |le |el |dia )?${DAY}(?:st|nd|rd|th|\\.)?(?![\\d:/]| ?(?:am|pm|uhr)\\b)`,
    'g',
  ),
];
/** Short names are left out: "mon" and "sat" are words. */
const WEEKDAY_FORMS: readonly RegExp[] = [
  new RegExp(`\\b${WEEKDAY}\\b`, 'g'),
  /\b(?<tomorrow>tomorrow|morgen|demain|manana|amanha)\b/g,
  /\b(?<week>next week|nachste woche|nachster woche|semaine prochaine|proxima semana|semana que vem)\b/g,
];

const MAX_DAYS = 30;

/** "Monday, the 25th of January" and "25 January (Monday)" name one day. */
const NEAR = 6;

/** The days that a folded text names, in their order; none overlaps another. */
export function namedDaysIn(text: string, now: Date): readonly NamedDay[] {
  const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day');
  const dates = FORMS.reduce<readonly NamedDay[]>((found, form) => withDays(found, form, text, today, 0), []);

  return WEEKDAY_FORMS.reduce<readonly NamedDay[]>(
    (found, form) => withDays(found, form, text, today, NEAR, dates),
    dates,
  ).toSorted((a, b) => a.start - b.start);
}

/** Adds the days of one form, but those that stand closer than `near` to one of `others`. */
function withDays(
  found: readonly NamedDay[],
  form: RegExp,
  text: string,
  today: DateTime,
  near: number,
  others: readonly NamedDay[] = found,
): readonly NamedDay[] {
  const more = [...text.matchAll(form)]
    .map(({ index, 0: words, groups }) => ({
      start: index,
      end: index + words.length,
      day: dayOf(groups ?? {}, today),
    }))
    .filter(
      ({ start, end }) => !others.some((other) => start < other.end + near && other.start < end + near),
    );

  return [...found, ...more].slice(0, MAX_DAYS);
}

type Groups = Readonly<Record<string, string | undefined>>;

function dayOf(groups: Groups, today: DateTime): DateTime | null {
  const { weekday, day, tomorrow, week } = groups;
  if (tomorrow !== undefined) return today.plus({ days: 1 });
  if (week !== undefined) return nextWeekday(1, today);
  if (weekday !== undefined) {
    const number = WEEKDAYS[weekday] ?? 1;
    return day === undefined ? nextWeekday(number, today) : nextDayOfMonth(Number(day), number, today);
  }

  return groups['first'] === undefined ? writtenDay(groups, today) : numericDay(groups, today);
}

function writtenDay({ day, month = '', year }: Groups, today: DateTime): DateTime | null {
  return upcoming(Number(day), MONTHS[month] ?? Number(month), fullYear(year), today);
}

/** "7.1." is the day first. "01/07" may be either: the day that comes sooner is meant. */
function numericDay({ first, second, separator, year }: Groups, today: DateTime): DateTime | null {
  const [one, two] = [Number(first), Number(second)];
  const dayFirst = upcoming(one, two, fullYear(year), today);
  if (separator !== '/') return dayFirst;
  const monthFirst = upcoming(two, one, fullYear(year), today);
  if (dayFirst === null || monthFirst === null) return dayFirst ?? monthFirst;

  return monthFirst < dayFirst ? monthFirst : dayFirst;
}

const fullYear = (year: string | undefined): number | null =>
  year === undefined ? null : year.length === 2 ? 2000 + Number(year) : Number(year);

/** Without a year: the next such day, today included. With one: that day, unless it is over. */
function upcoming(day: number, month: number, year: number | null, today: DateTime): DateTime | null {
  const years = year === null ? [0, 1, 2, 3, 4].map((more) => today.year + more) : [year];
  const days = years.map((one) => DateTime.fromObject({ year: one, month, day }, { zone: 'utc' }));

  return days.find((one) => one.isValid && one >= today) ?? null;
}

function nextWeekday(weekday: number, today: DateTime): DateTime {
  return today.plus({ days: ((weekday - today.weekday + 6) % 7) + 1 });
}

/** "Monday 11th": the next month in which the 11th is a Monday; otherwise the weekday is a mistake. */
function nextDayOfMonth(day: number, weekday: number, today: DateTime): DateTime | null {
  const months = Array.from({ length: 12 }, (_, more) => today.startOf('month').plus({ months: more }));
  const days = months
    .filter(({ daysInMonth }) => day >= 1 && day <= (daysInMonth ?? 0))
    .map((month) => month.set({ day }))
    .filter((one) => one >= today);

  return days.find((one) => one.weekday === weekday) ?? days[0] ?? null;
}
