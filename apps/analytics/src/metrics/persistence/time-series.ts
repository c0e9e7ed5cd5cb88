import { Injectable } from '@nestjs/common';
import type { Granularity } from '#contracts';
import { Database, named, zoneSql } from '#database';
import { uuidOf, type Id } from '#kernel';
import { COUNTERS, type Counters } from '../domain/metrics.js';
import { SUMS } from './counting.sql.js';

const SERIES = named(`
  select date_trunc($3::text, hour, case when $3 = 'hour' then 'UTC' else ${zoneSql('$4::text')} end) as at, ${SUMS}
  from hour_total
  where workspace_id = $1 and campaign_id = $2 and hour >= date_trunc('hour', $5::timestamptz, 'UTC') and hour < $6
  group by 1
  having ${COUNTERS.map((counter) => `sum(${counter}) <> 0`).join(' or ')}
  order by 1`);

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

/**
 * The counts over time, in hours of UTC or days of a time zone. Where midnight falls into an hour of UTC, as in India, that
 * hour counts for the day in which it begins.
 */
@Injectable()
export class TimeSeries {
  constructor(private readonly database: Database) {}

  /** Oldest first; without the hours or days in which nothing happened. */
  async of(workspaceId: Id<'ws'>, campaignId: Id<'camp'>, period: Period): Promise<SeriesPoint[]> {
    const rows = await this.database.query<Counters & { at: Date }>(SERIES, [
      uuidOf(workspaceId),
      uuidOf(campaignId),
      period.granularity,
      period.time_zone,
      period.from,
      period.to,
    ]);
    return rows.map(({ at, ...counters }) => ({ at, counters }));
  }
}
