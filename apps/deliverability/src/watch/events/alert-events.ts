import { DeliverabilityAlert, DeliverabilityAlertType } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { DeliverabilityEvent } from '../domain/deliverability-event.js';

/** The alerts among the events. A campaign that was paused has an event of its own, which `campaigns` publishes. */
export const alertEvents = (events: readonly DeliverabilityEvent[]): EventMessage[] =>
  toMessages(
    DeliverabilityAlert,
    events.flatMap(({ id, workspace_id, type, data: _, at, reasons, ...event }) => {
      const alert = DeliverabilityAlertType.safeParse(type);
      if (!alert.success || type === 'campaign_auto_paused') return [];
      return [
        makeEvent(DeliverabilityAlert, {
          id,
          service: 'deliverability',
          workspaceId: workspace_id,
          time: at,
          data: { ...event, alert: alert.data, reasons: [...reasons], at: at.toISOString() },
        }),
      ];
    }),
  );
