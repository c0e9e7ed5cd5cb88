import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { LeadMetrics } from './lead-metrics.js';
import type { ChangedRow } from './lead.row.js';
import {
  CLAIM_DOUBTFUL,
  CLAIM_LEAVING,
  LEAVE_AFTER_SEND,
  REMOVED,
  RESOLVE,
  TRY_AGAIN,
} from './leads-there.sql.js';
import { settleEnded } from './leads.js';
import type { Passed } from './push-claims.js';

/** A process that dies with these is replaced after so long. */
const LEASE_MS = 120_000;
const MAX_LOOKED_UP = 100;
/** Each removal is a request of its own. */
const MAX_REMOVED = 20;

/** A lead that a platform has, or may have. */
export interface LeadThere {
  readonly enrollmentId: Id<'enr'>;
  readonly email: string;
  readonly leadId: string | null;
  readonly claimId: string | null;
  /** Failures in a row. */
  readonly attempts: number;
}

/** Leads of one campaign. */
export interface ThereClaim {
  readonly campaignId: Id<'camp'>;
  readonly connectionId: Id<'pcon'>;
  readonly platformCampaignId: string;
  readonly leads: readonly LeadThere[];
}

type ThereRow = {
  readonly campaign_id: string;
  readonly connection_id: string;
  readonly platform_campaign_id: string;
} & (
  | { readonly enrollment_id: null }
  | {
      readonly enrollment_id: string;
      readonly email: string;
      readonly platform_lead_id: string | null;
      readonly claim_id: string | null;
      readonly attempts: number;
    }
);

export interface Again {
  readonly enrollmentId: Id<'enr'>;
  readonly at: Date;
  /** Null: the lead has no part in the failure. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Leads whose place at the platform is in doubt, or that have to leave it. */
@Injectable()
export class LeadsThere {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly metrics: LeadMetrics,
  ) {}

  claimDoubtful(passed: Passed): Promise<ThereClaim | undefined> {
    return this.claim(CLAIM_DOUBTFUL, MAX_LOOKED_UP, passed);
  }

  claimLeaving(passed: Passed): Promise<ThereClaim | undefined> {
    return this.claim(CLAIM_LEAVING, MAX_REMOVED, passed);
  }

  /** `found`: the ids of the leads that the platform has, null where it has one without an id. */
  async resolve(leads: readonly LeadThere[], found: ReadonlyMap<string, string | null>): Promise<void> {
    const answers = leads.map(({ enrollmentId, claimId, email }) => ({
      enrollment_id: uuidOf(enrollmentId),
      claim_id: claimId,
      found: found.has(email.toLowerCase()),
      platform_lead_id: found.get(email.toLowerCase()) ?? null,
    }));
    await this.change(RESOLVE, JSON.stringify(answers));
  }

  /** These have left. */
  async removed(enrollments: readonly Id<'enr'>[]): Promise<void> {
    if (enrollments.length > 0) await this.change(REMOVED, enrollments.map(uuidOf));
  }

  async tryAgain(failures: readonly Again[]): Promise<void> {
    if (failures.length === 0) return;
    const rows = failures.map(({ enrollmentId, at, failure }) => ({
      enrollment_id: uuidOf(enrollmentId),
      at,
      tries: failure === null ? 0 : 1,
      error_code: failure?.code ?? null,
      error_message: failure?.message ?? null,
    }));
    await this.database.query(TRY_AGAIN, [JSON.stringify(rows)]);
  }

  /** Has leads leave whose queued message has been sent. */
  async leaveAfterSend(): Promise<void> {
    await this.database.query(LEAVE_AFTER_SEND, [this.clock.now()]);
  }

  private async claim(sql: string, size: number, passed: Passed): Promise<ThereClaim | undefined> {
    const now = this.clock.now();
    const rows = await this.database.query<ThereRow>(sql, [
      now,
      new Date(now.getTime() + LEASE_MS),
      passed.connections.map(uuidOf),
      passed.campaigns.map(uuidOf),
      size,
    ]);
    const [first] = rows;
    return (
      first && {
        campaignId: idOf('camp', first.campaign_id),
        connectionId: idOf('pcon', first.connection_id),
        platformCampaignId: first.platform_campaign_id,
        leads: rows.flatMap(leadIn),
      }
    );
  }

  private async change(sql: string, param: unknown): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const rows = await tx.query<ChangedRow>(sql, [now, param]);
      this.metrics.count(tx, rows);
      await settleEnded(tx, this.outbox, rows, now);
    });
  }
}

const leadIn = (row: ThereRow): LeadThere[] =>
  row.enrollment_id === null
    ? []
    : [
        {
          enrollmentId: idOf('enr', row.enrollment_id),
          email: row.email,
          leadId: row.platform_lead_id,
          claimId: row.claim_id,
          attempts: row.attempts,
        },
      ];
