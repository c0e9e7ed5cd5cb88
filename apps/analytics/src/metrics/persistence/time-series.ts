import { Injectable } from '@nestjs/common';
import type { Granularity } from '#contracts';
import { Database, named, zoneSql } from '#database';
import { uuidOf, type Id } from '#kernel';
import { COUNTERS, plus, type Counters } from '../domain/metrics.js';
import { splitPeriod, type TimeSpan } from '../domain/period.js';
import { COUNTED_OF_MESSAGE, SUMS } from './counting.sql.js';

/** $1 workspace, $2 campaign, $3 granularity, $4 time zone, $5 the first quarter of an hour, $6 the first one after. */
const OF_QUARTERS = named(`
  select date_trunc($3::text, quarter, ${zoneSql('$4::text')}) as at, ${SUMS}
  from quarter_total
  where workspace_id = $1 and campaign_id = $2 and quarter >= $5 and quarter < $6
  group by 1
  having ${COUNTERS.map((counter) => `sum(${counter}) <> 0`).join(' or ')}`);

const COUNTS = COUNTERS.map((name) => `(count(*) filter (where counter = '${name}'))::int as ${name}`).join(
  ', ',
);

/**
 * The facts in parts of quarters: $1 to $4 as above, $5 the starts and $6 the ends of the parts. It reads all messages of
 * the campaign, so it runs only for a period that begins or ends within a quarter of an hour.
 */
const OF_PARTS = `
  select date_trunc($3::text, counted.at, ${zoneSql('$4::text')}) as at, ${COUNTS}
  from (
    select counter, at from email_fact ${COUNTED_OF_MESSAGE('email_fact')}
    where workspace_id = $1 and campaign_id = $2
    union all
    select counter, at from contact_fact where workspace_id = $1 and campaign_id = $2
  ) as counted
  join unnest($5::timestamptz[], $6::timestamptz[]) as part (starts, ends)
    on counted.at >= part.starts and counted.at < part.ends
  group by 1`;

export interface SeriesPoint {
  readonly at: Date;
  readonly counters: Counters;
}

export interface Period {
  readonly granularity: Granularity;
  readonly time_zone: string;
  readonly from: string;
  readonly to: string;
}

/** The counts over time, in hours or days of a time zone. */
@Injectable()
export class TimeSeries {
  constructor(private readonly database: Database) {}

  /** Oldest first, exact to the millisecond; without the hours or days in which nothing happened. */
  async of(workspaceId: Id<'ws'>, campaignId: Id<'camp'>, period: Period): Promise<SeriesPoint[]> {
    const { granularity, time_zone } = period;
    const { quarters, parts } = splitPeriod({ from: new Date(period.from), to: new Date(period.to) });
    const params = [uuidOf(workspaceId), uuidOf(campaignId), granularity, time_zone];

    const rows = await this.database.query<Row>(OF_QUARTERS, [...params, quarters.from, quarters.to]);
    return merged([...rows, ...(await this.inParts(parts, params))]);
  }

  private async inParts(parts: readonly TimeSpan[], params: readonly unknown[]): Promise<Row[]> {
    if (parts.length === 0) return [];
    const bounds = [parts.map(({ from }) => from), parts.map(({ to }) => to)];
    return this.database.query<Row>(OF_PARTS, [...params, ...bounds]);
  }
}

type Row = Counters & { readonly at: Date };

/** An hour or a day may have counts of quarters and of a part. */
function merged(rows: readonly Row[]): SeriesPoint[] {
  const points = new Map<number, SeriesPoint>();
  for (const { at, ...counters } of rows) {
    const known = points.get(at.getTime());
    points.set(at.getTime(), { at, counters: known ? plus(known.counters, counters) : counters });
  }
  return [...points.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
