import { Injectable } from '@nestjs/common';
import type { GetDelivery, ListDeliveries, RequestOf, WebhookRef } from '#contracts';
import { Database } from '#database';
import { Clock, notFound, uuidOf } from '#kernel';
import { uuidIn } from '#messaging';
import { assertActive, assertExists } from '../../endpoints/index.js';
import { MAKE_DUE } from './delivery-queues.sql.js';
import { deliveryOf, type DeliveryRow, type StoredDelivery } from './delivery.row.js';

type DeliveryRef = RequestOf<typeof GetDelivery>;

/** Newest first. $1 workspace, $2 webhook, $3 the last one of the page before, $4 states or null, $5 how many. */
const PAGE = `
select * from delivery
where workspace_id = $1 and endpoint_id = $2
  and event_id < coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  and ($4::text[] is null or status = any ($4::text[]))
order by event_id desc limit $5`;

const ONE = 'select * from delivery where workspace_id = $1 and endpoint_id = $2 and event_id = $3';

const START_AGAIN = `
update delivery set status = 'pending', tries = 0, next_attempt_at = $4
where workspace_id = $1 and endpoint_id = $2 and event_id = $3
returning *`;

/** The log of deliveries. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One row more than the page has, if there is a next page. */
  async page(query: RequestOf<typeof ListDeliveries>): Promise<StoredDelivery[]> {
    const { cursor, status, page_size } = query;
    await assertExists(this.database, query);
    const params = [...keysOf(query), uuidIn(cursor, 'evt'), status ?? null, page_size + 1];
    return (await this.database.query<DeliveryRow>(PAGE, params)).map(deliveryOf);
  }

  /** @throws DomainError `not_found` */
  async get(ref: DeliveryRef): Promise<StoredDelivery> {
    await assertExists(this.database, ref);
    const [row] = await this.database.query<DeliveryRow>(ONE, [...keysOf(ref), uuidOf(ref.delivery_id)]);
    if (row === undefined) throw notFound('delivery', ref.delivery_id);
    return deliveryOf(row);
  }

  /** @throws DomainError `not_found`, `webhook_inactive` */
  async startAgain(ref: DeliveryRef): Promise<StoredDelivery> {
    await assertActive(this.database, ref);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const params = [...keysOf(ref), uuidOf(ref.delivery_id), now];
      const [row] = await tx.query<DeliveryRow>(START_AGAIN, params);
      if (row === undefined) throw notFound('delivery', ref.delivery_id);
      await tx.query(MAKE_DUE, [uuidOf(ref.webhook_id), now]);
      return deliveryOf(row);
    });
  }
}

const keysOf = ({ workspace_id, webhook_id }: WebhookRef): [string, string] => [
  uuidOf(workspace_id),
  uuidOf(webhook_id),
];
