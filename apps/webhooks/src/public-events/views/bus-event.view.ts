import { BUS_OUT, CLOUD_EVENT, type BusEvent, type PublicEvent } from '#contracts';
import type { EventMessage } from '#messaging';

/**
 * A public event as other systems read it on NATS. Its `type` is no type of an internal event, and it names its workspace:
 * wherever a reader has the server deliver it, nobody takes it for an event or a command.
 */
const busEventView = ({ id, type, created_at, workspace_id, data }: PublicEvent): BusEvent => ({
  specversion: '1.0',
  id,
  source: '/nimbus',
  type,
  time: created_at,
  datacontenttype: 'application/json',
  workspaceid: workspace_id,
  data,
});

/** Published again, it has the same id, by which the server drops it. */
export const busMessageOf = (event: PublicEvent): EventMessage => ({
  id: event.id,
  subject: `${BUS_OUT}.${event.workspace_id}.${event.type}`,
  payload: JSON.stringify(busEventView(event)),
  headers: { 'content-type': CLOUD_EVENT },
});
