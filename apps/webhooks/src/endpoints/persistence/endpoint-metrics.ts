import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Metrics } from '#telemetry';

const STATES = ['active', 'inactive', 'disabled'];

const BY_STATE = `
  select case when active then 'active' when disabled_at is null then 'inactive' else 'disabled' end as state,
    count(*)::int as endpoints
  from endpoint where deleted_at is null group by state`;

/** Webhooks of all workspaces. */
@Injectable()
export class EndpointMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      {
        name: 'nimbus_webhook_endpoints',
        help: 'Webhooks by state: active, inactive, or disabled because their receiver failed',
        labels: ['state'],
      },
      async () => {
        const rows = await database.query<{ state: string; endpoints: number }>(BY_STATE);
        const counts = new Map(rows.map((row) => [row.state, row.endpoints]));
        return STATES.map((state) => ({ labels: { state }, value: counts.get(state) ?? 0 }));
      },
    );
  }
}
