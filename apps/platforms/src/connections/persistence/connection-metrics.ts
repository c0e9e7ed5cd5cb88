import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { OUTSIDE_PLATFORMS } from '#kernel';
import { Metrics } from '#telemetry';

interface CountRow {
  readonly platform: string;
  readonly status: string;
  readonly connections: number;
}

const BY_STATUS = `
  select platform, status, count(connection.id)::int as connections
  from unnest($1::text[]) as platform
  cross join unnest(array['working', 'broken']) as status
  left join connection using (platform, status)
  group by platform, status`;

/** Connections of all workspaces. */
@Injectable()
export class ConnectionMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      {
        name: 'nimbus_platform_connections',
        help: 'Connections to outside platforms by their status; broken: the platform refuses their credentials',
        labels: ['platform', 'status'],
      },
      async () => {
        const rows = await database.query<CountRow>(BY_STATUS, [OUTSIDE_PLATFORMS]);
        return rows.map(({ platform, status, connections }) => ({
          labels: { platform, status },
          value: connections,
        }));
      },
    );
  }
}
