import { Injectable } from '@nestjs/common';
import { AccountStatus } from '#contracts';
import { Database } from '#database';
import { Metrics } from '#telemetry';

const BY_STATUS = `
  select status, count(*)::int as accounts from sending_account where deleted_at is null group by status`;

/** Sending accounts of all workspaces. */
@Injectable()
export class AccountMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      {
        name: 'nimbus_sending_accounts',
        help: 'Sending accounts by status, without deleted ones',
        labels: ['status'],
      },
      async () => {
        const rows = await database.query<{ status: string; accounts: number }>(BY_STATUS);
        const counts = new Map(rows.map((row) => [row.status, row.accounts]));
        return AccountStatus.options.map((status) => ({
          labels: { status },
          value: counts.get(status) ?? 0,
        }));
      },
    );
  }
}
