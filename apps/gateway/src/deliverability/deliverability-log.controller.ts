import { Controller, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  DeliverabilityAlertType,
  examples,
  GateVerdict,
  IdOf,
  ListDeliverabilityAlerts,
  ListDeliverabilityEvents,
  type DeliverabilityEventView,
  type DeliverabilityLogEntry,
  type Page,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const EventQuery = ListQuery.extend({ verdict: anyOf(GateVerdict).optional() });
type EventQuery = z.infer<typeof EventQuery>;

const AlertQuery = ListQuery.extend({
  type: anyOf(DeliverabilityAlertType).optional(),
  campaign_id: anyOf(IdOf('camp')).optional(),
  sending_account_id: anyOf(IdOf('ea')).optional(),
});
type AlertQuery = z.infer<typeof AlertQuery>;

@Controller('api/v1/deliverability')
export class DeliverabilityLogController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', 'events', {
    id: 'listDeliverabilityEvents',
    summary: 'List all that deliverability has decided, paused and advised',
    description:
      'The last 90 days, newest first: decisions of the gate, pauses and alerts. `type` tells them apart. With `verdict`: decisions of the gate alone.',
    access: ['sending_accounts:read'],
    contract: ListDeliverabilityEvents,
    examples: { response: examples.pageWith(examples.DELIVERABILITY_EVENT) },
  })
  events(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: EventQuery }) query: EventQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<DeliverabilityLogEntry>>> {
    return this.rpc.relay(ListDeliverabilityEvents, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', 'alerts', {
    id: 'listDeliverabilityAlerts',
    summary: 'List the alerts of deliverability',
    description:
      'The last 90 days, newest first. The webhook event `deliverability.alert` tells of each at once; a paused campaign has `campaign.auto_paused`.',
    access: ['sending_accounts:read'],
    contract: ListDeliverabilityAlerts,
    examples: { response: examples.pageWith(examples.DELIVERABILITY_ALERT) },
  })
  alerts(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: AlertQuery }) query: AlertQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<DeliverabilityEventView>>> {
    return this.rpc.relay(ListDeliverabilityAlerts, { workspace_id: workspaceId, ...query }, cursorKey);
  }
}
