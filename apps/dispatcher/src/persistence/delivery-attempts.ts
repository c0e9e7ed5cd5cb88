import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { Metrics } from '#telemetry';
import { MAIL_PROVIDERS, mailProviderOf } from '../domain/mail-provider.js';
import { outcomeRecordOf } from '../domain/outcome-record.js';
import type { Outcome } from '../domain/outcome.js';
import { outcomeEvents, type EndedSendFacts } from '../events/outcome-events.js';
import { BEGIN_GAPS } from './account-states.sql.js';
import { deactivateAccounts, restAccounts } from './account-stops.js';
import { CANCEL_ARCHIVED } from './campaign-send-states.sql.js';
import type { ClaimedSend } from './claims.js';
import { RECORD_OUTCOMES, START } from './delivery-attempts.sql.js';

/** A composed message that may leave. */
export interface ReadyMessage {
  readonly send: ClaimedSend;
  readonly messageId: string;
  readonly subject: string;
  readonly variant: string | null;
  readonly email: string;
  /** The end of the contact's window; null where the campaign's zone counts. */
  readonly closesAt: Date | null;
}

/** The outcome of a send, recorded by the process that claimed it or on behalf of a dead one. */
export interface Result extends EndedSendFacts {
  readonly claimId: string;
  /** The process that claimed it. */
  readonly claimedBy: string;
  /** The version of the sending account that was used; null where none was used. */
  readonly accountVersion: number | null;
  /** The server that took or refused it; null where none was called. */
  readonly smtpHost: string | null;
}

/** In metrics. An outcome without an attempt is not counted. */
const COUNTED: Readonly<Partial<Record<Outcome['kind'], string>>> = {
  sent: 'sent',
  bounced: 'bounced',
  failed: 'failed',
  indeterminate: 'indeterminate',
  retry: 'retried',
  account_refused: 'retried',
  account_rests: 'retried',
};

const SERIES = [...new Set(Object.values(COUNTED))].flatMap((outcome) =>
  MAIL_PROVIDERS.map((provider) => ({ outcome, provider })),
);

@Injectable()
export class DeliveryAttempts {
  private readonly total;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_sends_total',
        help: "Outcomes of attempts: sent, bounced, failed, retried or indeterminate, by the provider of the account's server",
        labels: ['outcome', 'provider'],
      },
      SERIES,
    );
  }

  /** Marks the start of delivery. Resolves with the ids of the sends that may leave; the others are held or taken over. */
  async start(instance: string, ready: readonly ReadyMessage[], now: Date): Promise<Set<Id<'send'>>> {
    const messages = ready.map(({ send, messageId, subject, variant, email }) => ({
      id: uuidOf(send.id),
      claim_id: send.claimId,
      campaign_id: uuidOf(send.campaignId),
      message_id: messageId,
      subject,
      variant,
      email,
    }));
    const rows = await this.database.query<{ id: string }>(START, [now, instance, JSON.stringify(messages)]);

    return new Set(rows.map(({ id }) => idOf('send', id)));
  }

  /** None of the accounts sends for a minute from now. */
  async beginGaps(accounts: readonly Id<'ea'>[], now: Date): Promise<void> {
    await this.database.query(BEGIN_GAPS, [accounts.map(uuidOf), now]);
  }

  /** Stores outcomes, gives back reserved limits and publishes, in one transaction. Idempotent. */
  async record(results: readonly Result[], now: Date): Promise<void> {
    if (results.length === 0) return;
    await this.database.transaction((tx) => this.recordIn(tx, results, now));
  }

  async recordIn(tx: Transaction, results: readonly Result[], now: Date): Promise<void> {
    const rows = await tx.query<{ id: string }>(RECORD_OUTCOMES, [
      now,
      JSON.stringify(results.map(recordOf)),
    ]);
    const stored = new Set(rows.map(({ id }) => idOf('send', id)));
    const recorded = results.filter(({ id }) => stored.has(id));

    await this.cancelArchived(tx, recorded, now);
    const closed = await deactivateAccounts(tx, refusedVersions(recorded), now);
    const resting = await restAccounts(tx, restsOf(recorded), now);
    await this.outbox.add(tx, outcomeEvents(recorded, { closed, resting }));
    tx.afterCommit(() => this.count(recorded));
  }

  private count(results: readonly Result[]): void {
    for (const { outcome, smtpHost } of results) {
      const counted = COUNTED[outcome.kind];
      if (counted !== undefined) this.total.inc({ outcome: counted, provider: mailProviderOf(smtpHost) });
    }
  }

  /** A separate statement: recording may have waited for the transaction that archived the campaign. */
  private async cancelArchived(tx: Transaction, results: readonly Result[], now: Date): Promise<void> {
    const waiting = results.filter(({ outcome }) => outcomeRecordOf(outcome).status === 'scheduled');
    if (waiting.length === 0) return;
    const campaigns = new Set(waiting.map(({ campaignId }) => uuidOf(campaignId)));
    await tx.query(CANCEL_ARCHIVED, [now, [...campaigns]]);
  }
}

/** The versions of the accounts whose logins were refused. */
const refusedVersions = (results: readonly Result[]): Map<Id<'ea'>, number> =>
  new Map(
    results.flatMap(({ accountId, accountVersion, outcome }) =>
      outcome.kind === 'account_refused' ? [[accountId, accountVersion ?? 0] as const] : [],
    ),
  );

/** The accounts that are over their quota, and the ends of their rests. */
const restsOf = (results: readonly Result[]): Map<Id<'ea'>, Date | null> =>
  new Map(
    results.flatMap(({ accountId, outcome }) =>
      outcome.kind === 'account_rests' ? [[accountId, outcome.until] as const] : [],
    ),
  );

const recordOf = ({ id, claimId, claimedBy, outcome, at }: Result) => ({
  id: uuidOf(id),
  claim_id: claimId,
  claimed_by: claimedBy,
  at,
  ...outcomeRecordOf(outcome),
});
