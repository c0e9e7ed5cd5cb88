import { Injectable } from '@nestjs/common';
import type {
  EventOf,
  LeadLeft,
  LeadRefused,
  PlanDelegatedSends,
  PlatformMessageSent,
  RequestOf,
} from '#contracts';
import { Database, Outbox } from '#database';
import { idOf, unavailable, uuidOf, type Id } from '#kernel';
import { platformSentEvents, refusedEvents } from '../events/delegated-events.js';
import { CANCEL_ARCHIVED } from './campaign-send-states.sql.js';
import { PLAN_DELEGATED, PLANNED, RECORD_SENT, REFUSE } from './delegated-sends.sql.js';
import { CANCEL_OF_ENROLLMENTS } from './sends.sql.js';

interface IdRow {
  readonly id: string;
}

/** Sends that a platform delivers. They wait for what it reports, and nothing here claims them. */
@Injectable()
export class DelegatedSends {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Resolves with the ids in the order of the steps, those included that were planned before. Rejects with DomainError
   * `unavailable` for a campaign whose launch has not arrived yet.
   */
  async plan(
    { workspace_id, campaign_id, sends }: RequestOf<typeof PlanDelegatedSends>,
    now: Date,
  ): Promise<Id<'send'>[]> {
    const steps = sends.map((send) => ({
      ...send,
      enrollment_id: uuidOf(send.enrollment_id),
      contact_id: uuidOf(send.contact_id),
      step_id: uuidOf(send.step_id),
    }));
    const ref = [uuidOf(workspace_id), uuidOf(campaign_id), JSON.stringify(steps)];
    await this.database.query(PLAN_DELEGATED, [...ref, now]);
    await this.database.query(CANCEL_ARCHIVED, [now, [uuidOf(campaign_id)]]);
    const rows = await this.database.query<IdRow>(PLANNED, ref);
    if (rows.length < sends.length) throw unavailable(`${campaign_id} is not known as a delegated campaign`);
    return rows.map(({ id }) => idOf('send', id));
  }

  /** Idempotent, and in any order with refusals and ends. */
  async recordSent(events: readonly EventOf<typeof PlatformMessageSent>[], now: Date): Promise<void> {
    const messages = uniqueBySend(events);
    if (messages.length === 0) return;
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<IdRow>(RECORD_SENT, [now, JSON.stringify(messages.map(messageRow))]);
      const news = new Set(rows.map(({ id }) => idOf('send', id)));
      await this.outbox.add(tx, platformSentEvents(messages.filter(({ data }) => news.has(data.send_id))));
    });
  }

  /** Idempotent. A message that was sent all the same stays as it is. */
  async refuse(events: readonly EventOf<typeof LeadRefused>[], now: Date): Promise<void> {
    const refusals = uniqueBySend(events);
    if (refusals.length === 0) return;
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<IdRow>(REFUSE, [now, JSON.stringify(refusals.map(refusalRow))]);
      const news = new Set(rows.map(({ id }) => idOf('send', id)));
      await this.outbox.add(tx, refusedEvents(refusals.filter(({ data }) => news.has(data.send_id))));
    });
  }

  /** Cancels all that the platform will not send any more. */
  async cancelLeft(events: readonly EventOf<typeof LeadLeft>[], now: Date): Promise<void> {
    if (events.length === 0) return;
    await this.database.query(CANCEL_OF_ENROLLMENTS, [
      events.map(({ data }) => uuidOf(data.enrollment_id)),
      events.map(({ workspaceid }) => uuidOf(workspaceid)),
      events.map(({ data }) => data.reason),
      now,
    ]);
  }
}

const uniqueBySend = <E extends { readonly data: { readonly send_id: Id<'send'> } }>(
  events: readonly E[],
): E[] => [...new Map(events.map((event) => [event.data.send_id, event])).values()];

const messageRow = ({ workspaceid, data }: EventOf<typeof PlatformMessageSent>) => ({
  id: uuidOf(data.send_id),
  workspace_id: uuidOf(workspaceid),
  account_id: uuidOf(data.sending_account_id),
  message_id: data.message_id,
  subject: data.subject,
  variant: data.variant ?? null,
  email: data.email,
  at: data.at,
});

const refusalRow = ({ workspaceid, data }: EventOf<typeof LeadRefused>) => ({
  id: uuidOf(data.send_id),
  workspace_id: uuidOf(workspaceid),
  enrollment_id: uuidOf(data.enrollment_id),
  code: data.refusal.code,
  message: data.refusal.message,
});
