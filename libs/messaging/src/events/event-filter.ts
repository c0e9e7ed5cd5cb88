import type { CloudEventEnvelope } from '#contracts';

/** Decides which events reach the handlers of a service. */
export abstract class EventFilter {
  abstract keep(events: CloudEventEnvelope[]): Promise<CloudEventEnvelope[]>;
}
