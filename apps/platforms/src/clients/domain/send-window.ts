/** `09:00`. Their days end at 23:59. */
export const hourText = (hour: number): string =>
  hour === 24 ? '23:59' : `${String(hour).padStart(2, '0')}:00`;

/** The hour that such a text means. */
export const hourOf = (text: string): number => (text === '23:59' ? 24 : Number(text.slice(0, 2)));

/** ISO days, of which 7 is Sunday, with Sunday as 0. */
export const daysFromSunday = (isoDays: readonly number[]): number[] =>
  isoDays.map((day) => day % 7).toSorted((a, b) => a - b);

/** The other way round. */
export const isoDays = (days: readonly number[]): number[] =>
  days.map((day) => (day === 0 ? 7 : day)).toSorted((a, b) => a - b);

const DAY_MS = 86_400_000;

/** Whole days; a part of one is a day. */
export const daysOf = (delayMs: number): number => Math.ceil(delayMs / DAY_MS);
