import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Metrics } from '#telemetry';

const BY_STATUS = `
  select status, count(*)::int as campaigns from campaign group by status`;

/** Campaigns of all workspaces. */
@Injectable()
export class CampaignMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      { name: 'nimbus_campaigns', help: 'Campaigns by status', labels: ['status'] },
      async () => {
        const rows = await database.query<{ status: string; campaigns: number }>(BY_STATUS);
        return rows.map(({ status, campaigns: value }) => ({ labels: { status }, value }));
      },
    );
  }
}
