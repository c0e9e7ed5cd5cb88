import { zoneSql } from '#database';

/** SQL fragments about the local day of a counter, for campaigns and sending accounts. */

/** The number of sends today: the counter is of an earlier day once its reset has passed. */
export const sentToday = (table: string, now: string): string =>
  `case when ${table}.day_resets_at <= ${now} then 0 else ${table}.sent_today end`;

export const nextMidnight = (table: string, now: string): string =>
  `(date_trunc('day', ${now} at time zone ${zoneOf(table)}) + interval '1 day') at time zone ${zoneOf(table)}`;

/** The next local midnight, unless the stored one is still to come. */
export const dayResetsAt = (table: string, now: string): string =>
  `case when ${table}.day_resets_at <= ${now}
    then ${nextMidnight(table, now)}
    else ${table}.day_resets_at end`;

/** The local midnight before now. */
export const dayStart = (table: string, now: string): string =>
  `date_trunc('day', ${now} at time zone ${zoneOf(table)}) at time zone ${zoneOf(table)}`;

/** Messages that an account may send on one day: by its own limit, and by its warmup stage where it has a ceiling. */
export const dailyCeiling = (account: string): string =>
  `least(${account}.daily_limit, ${account}.ramp_limit)`;

const zoneOf = (table: string): string => zoneSql(`${table}.time_zone`);
