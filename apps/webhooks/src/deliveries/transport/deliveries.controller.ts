import { Controller } from '@nestjs/common';
import { GetDelivery, ListDeliveries, RedeliverWebhook, type RequestOf } from '#contracts';
import { HandlesRequest, pageFrom } from '#messaging';
import { Deliveries } from '../persistence/deliveries.js';
import { ShowDelivery } from '../use-cases/show-delivery.js';
import { deliveryListItem } from '../views/delivery.view.js';
import { SendingSchedule } from './sending.schedule.js';

@Controller()
export class DeliveriesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly show: ShowDelivery,
    private readonly sending: SendingSchedule,
  ) {}

  @HandlesRequest(ListDeliveries)
  async list(query: RequestOf<typeof ListDeliveries>) {
    const found = await this.deliveries.page(query);
    return pageFrom(found.map(deliveryListItem), { size: query.page_size });
  }

  @HandlesRequest(GetDelivery)
  get(ref: RequestOf<typeof GetDelivery>) {
    return this.show.execute(ref);
  }

  @HandlesRequest(RedeliverWebhook)
  async redeliver(ref: RequestOf<typeof RedeliverWebhook>) {
    const delivery = await this.deliveries.startAgain(ref);
    this.sending.wake();
    return deliveryListItem(delivery);
  }
}
