import { Injectable } from '@nestjs/common';
import { CampaignStatus } from '#contracts';
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
        const counts = new Map(rows.map((row) => [row.status, row.campaigns]));
        return CampaignStatus.options.map((status) => ({
          labels: { status },
          value: counts.get(status) ?? 0,
        }));
      },
    );
  }
}
