import { uuidOf, type Id } from '#kernel';

const DAY_MS = 86_400_000;
const HEX_OF_TIME = 12;

/** A day in UTC, counted from 1970. */
export type Day = number;

export const dayAt = (at: Date): Day => Math.floor(at.getTime() / DAY_MS);

/** The day on which an id was made: its first 48 bits are milliseconds. */
export const dayOf = (id: Id<'evt'>): Day =>
  Math.floor(parseInt(uuidOf(id).replaceAll('-', '').slice(0, HEX_OF_TIME), 16) / DAY_MS);

/** Days before today, today and tomorrow: the ids that are stored. */
export interface KeptDays {
  readonly first: Day;
  readonly last: Day;
}

export const keptDays = (now: Date, retentionDays: number): KeptDays => ({
  first: dayAt(now) - retentionDays,
  last: dayAt(now) + 1,
});

/** The least uuid of a day. */
export function firstUuidOf(day: Day): string {
  const time = (day * DAY_MS).toString(16).padStart(HEX_OF_TIME, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** Such as 20261129. */
export const nameOf = (day: Day): string =>
  new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
