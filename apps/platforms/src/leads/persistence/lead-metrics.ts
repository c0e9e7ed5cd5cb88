import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { OUTSIDE_PLATFORMS } from '#kernel';
import { Metrics } from '#telemetry';
import type { ChangedRow } from './lead.row.js';

const OUTCOMES = ['pushed', 'refused', 'doubtful', 'removed'] as const;

/** Counts leads by what came of their push, their look-up or their removal. */
@Injectable()
export class LeadMetrics {
  private readonly total;

  constructor(metrics: Metrics) {
    this.total = metrics.counter(
      {
        name: 'nimbus_platform_leads_total',
        help: 'Leads that a platform has taken, refused or removed, and those of which nobody knows whether it has them',
        labels: ['platform', 'outcome'],
      },
      OUTSIDE_PLATFORMS.flatMap((platform) => OUTCOMES.map((outcome) => ({ platform, outcome }))),
    );
  }

  /** Once the transaction that has changed them is committed. */
  count(tx: Transaction, rows: readonly ChangedRow[]): void {
    tx.afterCommit(() => {
      for (const { platform, status } of rows) {
        // A lead that was stopped meanwhile leaves as soon as it was taken.
        const outcome = OUTCOMES.find((each) => each === (status === 'leaving' ? 'pushed' : status));
        if (platform !== null && outcome !== undefined) this.total.inc({ platform, outcome });
      }
    });
  }
}
