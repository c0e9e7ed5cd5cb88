import { Injectable } from '@nestjs/common';
import type { DeliveryView, GetDelivery, RequestOf } from '#contracts';
import { notFound } from '#kernel';
import { EndpointTargets, type EndpointTarget } from '../../endpoints/index.js';
import { Deliveries } from '../persistence/deliveries.js';
import type { StoredDelivery } from '../persistence/delivery.row.js';
import { EventBodies } from '../persistence/event-bodies.js';
import { deliveryView } from '../views/delivery.view.js';
import { FIXED_HEADERS, MakeRequest } from './make-request.js';

/** Shows a delivery with its request: as it would be sent now, without what is secret. */
@Injectable()
export class ShowDelivery {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly bodies: EventBodies,
    private readonly targets: EndpointTargets,
    private readonly requests: MakeRequest,
  ) {}

  /** @throws DomainError `not_found` */
  async execute(ref: RequestOf<typeof GetDelivery>): Promise<DeliveryView> {
    const delivery = await this.deliveries.get(ref);
    const [target] = await this.targets.find([ref.webhook_id]);
    const body = (await this.bodies.find([ref.delivery_id])).get(ref.delivery_id);
    if (target === undefined || body === undefined) throw notFound('delivery', ref.delivery_id);
    return deliveryView(delivery, {
      url: target.url,
      headers: headersOf(delivery, target),
      body: target.format === 'slack' ? this.requests.slackBody([body]) : body,
    });
  }
}

/** The values of custom headers may be passwords; a signature would be good for a while. */
function headersOf({ eventId, attempts }: StoredDelivery, { format, opened }: EndpointTarget) {
  const custom = Object.fromEntries(Object.keys(opened?.headers ?? {}).map((name) => [name, '***']));
  if (format === 'slack') return { ...custom, ...FIXED_HEADERS };
  const last = attempts.at(-1);
  const time = last && { 'webhook-timestamp': String(Math.floor(Date.parse(last.at) / 1_000)) };
  return { ...custom, ...FIXED_HEADERS, 'webhook-id': eventId, ...time };
}
