import { DateTime } from 'luxon';

/** When the local day of `zone` that `now` falls into is over. Where midnight does not exist (a clock change), the first instant after it. */
export const nextLocalMidnight = (now: Date, zone: string): Date =>
  DateTime.fromJSDate(now, { zone }).plus({ days: 1 }).startOf('day').toJSDate();
