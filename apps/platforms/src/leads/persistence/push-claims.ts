import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Queryable } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { SETTLED_AFTER_MS, type Fate, type PushClaim } from '../domain/claimed-lead.js';
import { refusedEvents } from '../events/lead-events.js';
import { LeadMetrics } from './lead-metrics.js';
import type { ChangedRow } from './lead.row.js';
import { settleEnded } from './leads.js';
import { BEAT, CLAIM, KEEP_MESSAGES, REAP, RECORD, START, UNTOLD } from './push-claims.sql.js';

/** The most messages of one claim: their texts are in memory together. */
const MAX_MESSAGES = 1_000;
/** A process that has not beaten for so long is dead. */
const DEAD_AFTER_MS = 45_000;

/** The process that claims. Injected. */
export class Pusher {
  constructor(readonly id: string) {}
}

interface ClaimRow {
  readonly campaign_id: string;
  readonly workspace_id: string;
  readonly connection_id: string;
  readonly version: number;
  readonly platform_campaign_id: string;
  readonly campaign: PushClaim['campaign'];
  readonly steps: PushClaim['steps'];
}

type LeadRow = ClaimRow &
  (
    | { readonly enrollment_id: null }
    | {
        readonly enrollment_id: string;
        readonly contact_id: string;
        readonly email: string;
        readonly due_at: Date;
        readonly attempts: number;
      }
  );

/** A message of a lead that is pushed. */
export interface PushedMessage {
  readonly sendId: Id<'send'>;
  readonly stepId: Id<'step'>;
  readonly stepNumber: number;
  readonly variant: string | null;
  readonly subject: string;
  readonly dueAt: Date;
}

/** A lead whose texts are written. */
export interface WrittenLead {
  readonly enrollmentId: Id<'enr'>;
  readonly email: string;
  readonly messages: readonly PushedMessage[];
}

export interface Passed {
  readonly connections: readonly Id<'pcon'>[];
  readonly campaigns: readonly Id<'camp'>[];
}

/** Leads on their way to a platform: each is pushed by one process, and the start of it is marked before. */
@Injectable()
export class PushClaims {
  /** Claims whose fates are still to be recorded. */
  private readonly inHand = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly pusher: Pusher,
    private readonly metrics: LeadMetrics,
  ) {}

  /** Leads of one campaign; `passed` ones are left out. Undefined when nothing is due; without leads where others have them. */
  async claim(sizes: Readonly<Record<string, number>>, passed: Passed): Promise<PushClaim | undefined> {
    const id = randomUUID();
    const rows = await this.database.query<LeadRow>(CLAIM, [
      this.clock.now(),
      this.pusher.id,
      id,
      JSON.stringify(sizes),
      passed.connections.map(uuidOf),
      passed.campaigns.map(uuidOf),
      MAX_MESSAGES,
    ]);
    const claim = claimOf(id, rows);
    if (claim !== undefined && claim.leads.length > 0) this.inHand.add(id);
    return claim;
  }

  /** Marks the start of a push and keeps its messages. Resolves with those that may be pushed; the others are stopped or held. */
  async start(claim: PushClaim, leads: readonly WrittenLead[]): Promise<ReadonlySet<Id<'enr'>>> {
    if (leads.length === 0) return new Set();
    const { id, campaignId } = claim;
    return this.database.transaction(async (tx) => {
      const named = leads.map(({ enrollmentId, email }) => ({ enrollment_id: uuidOf(enrollmentId), email }));
      const params = [this.clock.now(), this.pusher.id, id, uuidOf(campaignId), JSON.stringify(named)];
      const rows = await tx.query<{ enrollment_id: string }>(START, params);
      const started = new Set(rows.map(({ enrollment_id }) => idOf('enr', enrollment_id)));
      await keepMessages(
        tx,
        claim,
        leads.filter(({ enrollmentId }) => started.has(enrollmentId)),
      );
      return started;
    });
  }

  /** Leads of one campaign of which nothing is known that they were told to say. They are not claimed. */
  async untold(enrollments: readonly Id<'enr'>[]): Promise<PushClaim | undefined> {
    if (enrollments.length === 0) return undefined;
    return claimOf(
      randomUUID(),
      await this.database.query<LeadRow>(UNTOLD, [enrollments.map((id) => uuidOf(id))]),
    );
  }

  async keepMessages(claim: PushClaim, leads: readonly WrittenLead[]): Promise<void> {
    await keepMessages(this.database, claim, leads);
  }

  /**
   * Records fates, and publishes refusals and ends. A lead that another process has taken over stays as it is. A claim whose
   * fates cannot be recorded is taken over like that of a dead process.
   */
  async record(claim: PushClaim, fates: ReadonlyMap<Id<'enr'>, Fate>): Promise<void> {
    try {
      await this.recordFates(claim, fates);
    } finally {
      this.inHand.delete(claim.id);
    }
  }

  /** Shows that this process works on its claims. */
  async beat(): Promise<void> {
    if (this.inHand.size === 0) return;
    await this.database.query(BEAT, [this.clock.now(), this.pusher.id, [...this.inHand]]);
  }

  /** Takes over the leads of processes that died; resolves with how many. */
  reap(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const dead = new Date(now.getTime() - DEAD_AFTER_MS);
      const rows = await tx.query<ChangedRow>(REAP, [now, dead, SETTLED_AFTER_MS]);
      this.metrics.count(tx, rows);
      await settleEnded(tx, this.outbox, rows, now);
      return rows.length;
    });
  }

  private async recordFates(
    { id, workspaceId }: PushClaim,
    fates: ReadonlyMap<Id<'enr'>, Fate>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const rows = [...fates].map(([enrollmentId, fate]) => ({
        enrollment_id: uuidOf(enrollmentId),
        claim_id: id,
        claimed_by: this.pusher.id,
        ...fateRow(fate),
      }));
      const changed = await tx.query<ChangedRow>(RECORD, [now, JSON.stringify(rows)]);
      const refused = changed.flatMap(({ enrollment_id }) => {
        const fate = fates.get(idOf('enr', enrollment_id));
        return fate?.kind === 'refused' ? [{ workspaceId, ...fate }] : [];
      });
      await this.outbox.add(tx, refusedEvents(refused, now));
      this.metrics.count(tx, changed);
      await settleEnded(tx, this.outbox, changed, now);
    });
  }
}

async function keepMessages(
  on: Queryable,
  { workspaceId, campaignId }: PushClaim,
  leads: readonly WrittenLead[],
): Promise<void> {
  const place = { workspace_id: uuidOf(workspaceId), campaign_id: uuidOf(campaignId) };
  const messages = leads.flatMap(messageRows).map((message) => ({ ...message, ...place }));
  await on.query(KEEP_MESSAGES, [JSON.stringify(messages)]);
}

function claimOf(id: string, rows: readonly LeadRow[]): PushClaim | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    id,
    campaignId: idOf('camp', first.campaign_id),
    workspaceId: idOf('ws', first.workspace_id),
    connectionId: idOf('pcon', first.connection_id),
    version: first.version,
    platformCampaignId: first.platform_campaign_id,
    campaign: first.campaign,
    steps: first.steps,
    leads: rows.flatMap((row) =>
      row.enrollment_id === null
        ? []
        : [
            {
              enrollmentId: idOf('enr', row.enrollment_id),
              contactId: idOf('cont', row.contact_id),
              email: row.email,
              dueAt: row.due_at,
              attempts: row.attempts,
            },
          ],
    ),
  };
}

const messageRows = ({ enrollmentId, messages }: WrittenLead) =>
  messages.map(({ sendId, stepId, stepNumber, variant, subject, dueAt }) => ({
    send_id: uuidOf(sendId),
    enrollment_id: uuidOf(enrollmentId),
    step_id: uuidOf(stepId),
    step_number: stepNumber,
    variant,
    subject,
    due_at: dueAt,
  }));

const NO_FATE = {
  platform_lead_id: null,
  reason: null,
  error_code: null,
  error_message: null,
  next_attempt_at: null,
  tries: 0,
};

function fateRow(fate: Fate) {
  const row = { ...NO_FATE, kind: fate.kind };
  switch (fate.kind) {
    case 'pushed':
      return { ...row, platform_lead_id: fate.platformLeadId };
    case 'refused':
      return { ...row, error_code: fate.code, error_message: fate.message };
    case 'doubtful':
      return {
        ...row,
        error_code: fate.code,
        error_message: fate.message,
        next_attempt_at: fate.nextAttemptAt,
      };
    case 'released':
      return { ...row, ...releasedColumns(fate) };
    case 'canceled':
      return { ...row, reason: fate.reason };
  }
}

const releasedColumns = ({ nextAttemptAt, failure }: Extract<Fate, { kind: 'released' }>) => ({
  next_attempt_at: nextAttemptAt ?? null,
  ...(failure && { error_code: failure.code, error_message: failure.message, tries: 1 }),
});
