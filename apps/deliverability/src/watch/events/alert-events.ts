import { DeliverabilityAlert, DeliverabilityAlertType, type EventOf } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { DeliverabilityEvent } from '../domain/deliverability-event.js';

/** The alerts among the events. A campaign that was paused has an event of its own, which `campaigns` publishes. */
export const alertEvents = (events: readonly DeliverabilityEvent[]): EventMessage[] =>
  toMessages(DeliverabilityAlert, events.flatMap(alertEvent));

function alertEvent(event: DeliverabilityEvent): EventOf<typeof DeliverabilityAlert>[] {
  const alert = DeliverabilityAlertType.safeParse(event.type);
  if (!alert.success || alert.data === 'campaign_auto_paused') return [];

  const { id, workspace_id, campaign_id, sending_account_id, domain, message, reasons, at } = event;
  const subject = { campaign_id, sending_account_id, domain, message, reasons: [...reasons] };
  return [
    makeEvent(DeliverabilityAlert, {
      id,
      service: 'deliverability',
      workspaceId: workspace_id,
      time: at,
      data: { alert: alert.data, ...subject, at: at.toISOString() },
    }),
  ];
}
