import { Injectable } from '@nestjs/common';
import { DeliverabilityEventType } from '#contracts';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { Metrics } from '#telemetry';
import type { DeliverabilityEvent, NewDeliverabilityEvent } from '../domain/deliverability-event.js';
import { alertEvents } from '../events/alert-events.js';
import { ADD, PAGE } from './deliverability-events.sql.js';

const RETENTION_MS = 90 * 86_400_000;
const AGING = { table: 'deliverability_event', key: ['id'], age: 'at' };

interface EventRow extends Omit<
  DeliverabilityEvent,
  'id' | 'workspace_id' | 'campaign_id' | 'sending_account_id'
> {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string | null;
  readonly sending_account_id: string | null;
}

interface EventQuery {
  readonly workspace_id: Id<'ws'>;
  readonly type?: readonly string[] | undefined;
  readonly campaign_id?: readonly Id<'camp'>[] | undefined;
  readonly sending_account_id?: readonly Id<'ea'>[] | undefined;
  readonly after: string | null;
  readonly limit: number;
}

/** The log of all that was done or advised because of figures, beside the decisions of the gate. */
@Injectable()
export class DeliverabilityEvents {
  private readonly total;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_deliverability_events_total',
        help: 'Entries of the log of deliverability, such as pauses by figures, by their type',
        labels: ['type'],
      },
      DeliverabilityEventType.options.map((type) => ({ type })),
    );
  }

  /** Adds the events whose occasion is new, and tells the workspace of the alerts among them. Resolves with those that it added. */
  async add(tx: Transaction, events: readonly NewDeliverabilityEvent[]): Promise<DeliverabilityEvent[]> {
    if (events.length === 0) return [];
    const rows = await tx.query<EventRow>(ADD, [JSON.stringify(events.map(newRow))]);
    const added = rows.map(eventOf);
    await this.outbox.add(tx, alertEvents(added));
    tx.afterCommit(() => added.forEach(({ type }) => this.total.inc({ type })));
    return added;
  }

  /** Newest first. */
  async page(query: EventQuery): Promise<DeliverabilityEvent[]> {
    const rows = await this.database.query<EventRow>(PAGE, [
      uuidOf(query.workspace_id),
      query.after,
      query.type,
      query.campaign_id?.map(uuidOf),
      query.sending_account_id?.map(uuidOf),
      query.limit,
    ]);
    return rows.map(eventOf);
  }

  /** Events are kept for 90 days, as the decisions of the gate are. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    return deleteOlder(this.database, AGING, new Date(now.getTime() - RETENTION_MS));
  }
}

const newRow = ({ campaign_id, sending_account_id, ...event }: NewDeliverabilityEvent) => ({
  domain: null,
  reasons: [],
  data: {},
  ...event,
  id: uuidOf(newId('evt')),
  workspace_id: uuidOf(event.workspace_id),
  campaign_id: campaign_id == null ? null : uuidOf(campaign_id),
  sending_account_id: sending_account_id == null ? null : uuidOf(sending_account_id),
});

const eventOf = ({
  id,
  workspace_id,
  campaign_id,
  sending_account_id,
  ...row
}: EventRow): DeliverabilityEvent => ({
  ...row,
  id: idOf('evt', id),
  workspace_id: idOf('ws', workspace_id),
  campaign_id: campaign_id === null ? null : idOf('camp', campaign_id),
  sending_account_id: sending_account_id === null ? null : idOf('ea', sending_account_id),
});
