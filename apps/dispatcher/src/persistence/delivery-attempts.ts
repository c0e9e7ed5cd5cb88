import { Database, Outbox, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { Injectable } from '@nestjs/common';
import { settlementOf } from '../domain/outcome-record.js';
import { BEGIN } from './start-delivery.sql.js';
import { CLOSE_LANES, FREE_FIRST_MESSAGES, WAKE_CAMPAIGNS } from './lane.sql.js';
import { CANCEL_ARCHIVED } from './pace.sql.js';
import { outcomeMessages, type SettledSend } from '../events/outcome-events.js';
import { SETTLE } from './settle.sql.js';

/** A letter that is ready to leave. */
export interface ReadyLetter {
  readonly send: { readonly uuid: string; readonly claimId: string; readonly campaignId: string };
  readonly messageId: string;
  readonly subject: string;
  readonly variant: string | null;
  readonly email: string;
  /** When the window closes where the contact is; null where the campaign's own zone counts. */
  readonly closesAt: Date | null;
}

/** What became of a send, told by the process that claimed it or about one that died. */
export interface Result extends SettledSend {
  readonly uuid: string;
  readonly claimId: string;
  /** The process that claimed it. */
  readonly claimedBy: string;
  /** The version of the inbox's account that was used; null before there was one. */
  readonly accountVersion: number | null;
}

@Injectable()
export class HandOvers {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Marks letters as being handed over; resolves with the uuids of those that may be. The others are not ours any more, or held. */
  async begin(instance: string, letters: readonly ReadyLetter[], now: Date): Promise<Set<string>> {
    const messages = letters.map(({ send, messageId, subject, variant, email }) => ({
      id: send.uuid,
      claim_id: send.claimId,
      campaign_id: uuidOf(send.campaignId),
      message_id: messageId,
      subject,
      variant,
      email,
    }));
    const rows = await this.database.query<{ id: string }>(BEGIN, [now, instance, JSON.stringify(messages)]);

    return new Set(rows.map(({ id }) => id));
  }

  /** Writes results down, gives back what they reserved and tells them, in one transaction. Saying it again changes nothing. */
  async record(results: readonly Result[], now: Date): Promise<void> {
    if (results.length === 0) return;
    await this.database.transaction((tx) => this.recordIn(tx, results, now));
  }

  async recordIn(tx: Transaction, results: readonly Result[], now: Date): Promise<void> {
    const rows = await tx.query<{ id: string }>(SETTLE, [now, JSON.stringify(results.map(settledRow))]);
    const settled = new Set(rows.map(({ id }) => id));
    const told = results.filter(({ uuid }) => settled.has(uuid));

    await this.cancelArchived(tx, told, now);
    const closed = await this.closeLanes(tx, told, now);
    await this.outbox.add(tx, outcomeMessages(told, closed));
  }

  /** A statement of its own: the settlement has waited for whoever was archiving the campaign of what waits again. */
  private async cancelArchived(tx: Transaction, results: readonly Result[], now: Date): Promise<void> {
    const waiting = results.filter(({ outcome }) => settlementOf(outcome).status === 'scheduled');
    if (waiting.length === 0) return;
    const campaigns = new Set(waiting.map(({ campaignId }) => uuidOf(campaignId)));
    await tx.query(CANCEL_ARCHIVED, [now, [...campaigns]]);
  }

  /**
   * The account's own service hears of the refused login too, but the next claim must not wait for that. Resolves with
   * the inboxes that were open until now.
   */
  private async closeLanes(
    tx: Transaction,
    results: readonly Result[],
    now: Date,
  ): Promise<ReadonlySet<Id<'ea'>>> {
    const refused = results.filter(({ outcome }) => outcome.kind === 'login_refused');
    if (refused.length === 0) return new Set();
    const versions = new Map(refused.map((each) => [uuidOf(each.accountId), each.accountVersion ?? 0]));
    const accounts = [...versions.keys()];

    const closed = await tx.query<{ account_id: string }>(CLOSE_LANES, [accounts, [...versions.values()]]);
    await tx.query(FREE_FIRST_MESSAGES, [accounts, now]);
    await tx.query(WAKE_CAMPAIGNS, [accounts, now]);
    return new Set(closed.map(({ account_id }) => idOf('ea', account_id)));
  }
}

const settledRow = ({ uuid, claimId, claimedBy, outcome, at }: Result) => ({
  id: uuid,
  claim_id: claimId,
  claimed_by: claimedBy,
  at,
  ...settlementOf(outcome),
});
