import { Injectable } from '@nestjs/common';
import type { WebhookRef, WorkspaceId } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, idOf, notFound, uuidOf, type Id } from '#kernel';
import { PublicEvents } from '../../public-events/index.js';
import type { Endpoint } from '../domain/endpoint.js';
import { disabledEvent, testEvent, type Disabling } from '../events/webhook-events.js';
import { inactive } from './endpoint-state.js';
import {
  endpointOf,
  rowOf,
  type EndpointRow,
  type MonitoredEndpoint,
  type MonitoredRow,
} from './endpoint.row.js';
import {
  ADD,
  ADD_QUEUE,
  COUNT,
  DELETE_FIGURES,
  DELETE_QUEUE,
  DISABLE,
  LOCK_ONE,
  LOCK_WORKSPACE,
  MARK_DELETED,
  MONITORED,
  SAVE,
  WAKE_QUEUE,
} from './endpoints.sql.js';
import { assertWithinLimits, type WebhookCount } from './webhook-limits.js';

type DisabledRow = Pick<EndpointRow, 'workspace_id' | 'name' | 'url'>;

@Injectable()
export class Endpoints {
  constructor(
    private readonly database: Database,
    private readonly events: PublicEvents,
    private readonly clock: Clock,
  ) {}

  /**
   * With a test event, in the same transaction, for one that is active.
   * @throws DomainError `too_many_webhooks`
   */
  async add(endpoint: Endpoint): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(LOCK_WORKSPACE, [uuidOf(endpoint.workspace_id)]);
      await tx.query(ADD, [JSON.stringify(rowOf(endpoint))]);
      await tx.query(ADD_QUEUE, [uuidOf(endpoint.id)]);
      await assertLimits(tx, endpoint.workspace_id);
      if (endpoint.active) await this.sendTest(tx, endpoint);
    });
  }

  /** All of a workspace, the newest first. */
  list(workspaceId: WorkspaceId): Promise<MonitoredEndpoint[]> {
    return this.monitored(workspaceId, null);
  }

  /** @throws DomainError `not_found` */
  async get({ workspace_id, webhook_id }: WebhookRef): Promise<MonitoredEndpoint> {
    const [endpoint] = await this.monitored(workspace_id, webhook_id);
    if (endpoint === undefined) throw notFound('webhook', webhook_id);
    return endpoint;
  }

  /**
   * Stores the decision on the endpoint while nobody else can change it. One that is switched on, or has another address,
   * begins without failures, and its deliveries that waited are due.
   * @throws DomainError `not_found`, `too_many_webhooks`
   */
  async change(ref: WebhookRef, decide: (endpoint: Endpoint) => Endpoint): Promise<MonitoredEndpoint> {
    const { workspace_id, webhook_id } = ref;
    await this.database.transaction(async (tx) => {
      await tx.query(LOCK_WORKSPACE, [uuidOf(workspace_id)]);
      const [row] = await tx.query<EndpointRow>(LOCK_ONE, [uuidOf(workspace_id), uuidOf(webhook_id)]);
      if (row === undefined) throw notFound('webhook', webhook_id);
      const next = decide(endpointOf(row));
      await tx.query(SAVE, [JSON.stringify(rowOf(next))]);
      if (!next.active || (row.active && row.url === next.url)) return;
      if (!row.active) await assertLimits(tx, workspace_id);
      await tx.query(WAKE_QUEUE, [uuidOf(webhook_id), next.updated_at]);
    });
    return this.get(ref);
  }

  /**
   * Sends a test event; returns its id.
   * @throws DomainError `not_found`, `webhook_inactive`
   */
  test({ workspace_id, webhook_id }: WebhookRef): Promise<Id<'evt'>> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<EndpointRow>(LOCK_ONE, [uuidOf(workspace_id), uuidOf(webhook_id)]);
      if (row === undefined) throw notFound('webhook', webhook_id);
      if (!row.active) throw inactive(webhook_id);
      return this.sendTest(tx, endpointOf(row));
    });
  }

  /** @throws DomainError `not_found` */
  async delete({ workspace_id, webhook_id }: WebhookRef): Promise<void> {
    await this.database.transaction(async (tx) => {
      const id = uuidOf(webhook_id);
      const marked = await tx.query(MARK_DELETED, [uuidOf(workspace_id), id, this.clock.now()]);
      if (marked.length === 0) throw notFound('webhook', webhook_id);
      await tx.query(DELETE_QUEUE, [id]);
      await tx.query(DELETE_FIGURES, [id]);
    });
  }

  /**
   * Switches an endpoint off in the transaction that records its failure, and tells the other ones. False: it was off
   * already, is deleted, or has another address by now. Like `PublicEvents.store`, before the transaction locks rows of `delivery_queue`.
   */
  async disable(tx: Transaction, id: Id<'wh'>, disabling: Disabling): Promise<boolean> {
    const now = this.clock.now();
    const [row] = await tx.query<DisabledRow>(DISABLE, [uuidOf(id), disabling.reason, now, disabling.url]);
    if (row === undefined) return false;
    const endpoint = { ...row, id, workspace_id: idOf('ws', row.workspace_id) };
    await this.events.store(tx, [disabledEvent(endpoint, disabling, now)]);
    return true;
  }

  private async sendTest(tx: Transaction, endpoint: Endpoint): Promise<Id<'evt'>> {
    const event = testEvent(endpoint, this.clock.now());
    await this.events.store(tx, [event], { onlyTo: endpoint.id });
    return event.id;
  }

  private async monitored(workspaceId: WorkspaceId, id: Id<'wh'> | null): Promise<MonitoredEndpoint[]> {
    const one = id === null ? null : uuidOf(id);
    const rows = await this.database.query<MonitoredRow>(MONITORED, [
      uuidOf(workspaceId),
      one,
      this.clock.now(),
    ]);
    return rows.map(endpointOf);
  }
}

async function assertLimits(tx: Transaction, workspaceId: WorkspaceId): Promise<void> {
  const [count] = await tx.query<WebhookCount>(COUNT, [uuidOf(workspaceId)]);
  if (count !== undefined) assertWithinLimits(count);
}
