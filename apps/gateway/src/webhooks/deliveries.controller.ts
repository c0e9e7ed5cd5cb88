import { Body, Controller, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  DeliveryStatus,
  examples,
  GetDelivery,
  JobAccepted,
  ListDeliveries,
  RecoverInput,
  RecoverWebhook,
  RedeliverWebhook,
  type DeliveryListItem,
  type DeliveryView,
  type Page,
  type WebhookRef,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { WebhookInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const DeliveryQuery = ListQuery.extend({ status: anyOf(DeliveryStatus).optional() });
type DeliveryQuery = z.infer<typeof DeliveryQuery>;

const DeliveryId = () => Param('delivery_id', new PathId('evt', 'delivery'));

/** The deliveries of a webhook. */
@Controller('api/v1/webhooks/:id')
export class DeliveriesController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', 'deliveries', {
    id: 'listDeliveries',
    summary: 'List the deliveries of a webhook',
    description: 'The deliveries of the last 30 days, with their attempts.',
    access: ['webhooks:read'],
    contract: ListDeliveries,
    examples: { response: examples.pageWith(examples.DELIVERY) },
  })
  list(
    @WebhookInPath() ref: WebhookRef,
    @Query({ schema: DeliveryQuery }) query: DeliveryQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<DeliveryListItem>>> {
    return this.rpc.relay(ListDeliveries, { ...ref, ...query }, cursorKey);
  }

  @Route('GET', 'deliveries/:delivery_id', {
    id: 'getDelivery',
    summary: 'Get a delivery',
    description: 'With the request as the next attempt would send it.',
    access: ['webhooks:read'],
    contract: GetDelivery,
    examples: { response: examples.DELIVERY_DETAILS },
  })
  get(@WebhookInPath() ref: WebhookRef, @DeliveryId() delivery_id: Id<'evt'>): Promise<DeliveryView> {
    return this.rpc.request(GetDelivery, { ...ref, delivery_id });
  }

  @Route('POST', 'deliveries/:delivery_id/redeliver', {
    id: 'redeliverEvent',
    summary: 'Send an event to a webhook again',
    description: 'With all retries, as if it had just happened. It has the same `webhook-id` as before.',
    access: ['webhooks:write'],
    contract: RedeliverWebhook,
    examples: { response: examples.REDELIVERY },
  })
  redeliver(
    @WebhookInPath() ref: WebhookRef,
    @DeliveryId() delivery_id: Id<'evt'>,
  ): Promise<DeliveryListItem> {
    return this.rpc.request(RedeliverWebhook, { ...ref, delivery_id });
  }

  @Route('POST', 'recover', {
    id: 'recoverWebhook',
    summary: 'Send a webhook all that it has missed',
    description:
      'Starts a job that delivers every event since then which the webhook should have had and has not: deliveries that were given up, and events that happened while it was inactive. The job is read with `campaigns:read`.',
    access: ['webhooks:write'],
    status: 202,
    contract: RecoverWebhook,
    examples: {
      request: { since: '2026-04-22T00:00:00Z' },
      response: examples.jobAccepted(examples.IDS.recoverJob),
    },
  })
  recover(
    @WebhookInPath() ref: WebhookRef,
    @Body({ schema: RecoverInput }) { since }: RecoverInput,
  ): Promise<JobAccepted> {
    return this.rpc.request(RecoverWebhook, { ...ref, since });
  }
}
