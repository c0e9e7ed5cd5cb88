import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Metrics } from '#telemetry';

const BY_STATE = `
  select state, count(*)::int as mailboxes
  from (
    select case when refused_at is not null then 'refused' when leased_by is null then 'free' else 'held' end as state
    from mailbox where is_read
  ) mailbox
  group by state`;

/** Mailboxes of all workspaces. */
@Injectable()
export class MailboxMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      {
        name: 'nimbus_mailboxes',
        help: 'Mailboxes that are to be read: held by a reader, free, or refused by their server',
        labels: ['state'],
      },
      async () => {
        const rows = await database.query<{ state: string; mailboxes: number }>(BY_STATE);
        return rows.map(({ state, mailboxes: value }) => ({ labels: { state }, value }));
      },
    );
  }
}
