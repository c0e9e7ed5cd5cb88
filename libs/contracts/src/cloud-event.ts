import { z } from 'zod';
import type { DataOf, EventContract } from './define.js';
import { IdOf } from './ids.js';

/** Media types of the CloudEvents 1.0 JSON format: one event, or an array of them in one message. */
export const CLOUD_EVENT = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH = 'application/cloudevents-batch+json';

/** The CloudEvents 1.0 envelope of every event, with our extension attributes (lower case by the specification). */
export const CloudEventEnvelope = z.object({
  specversion: z.literal('1.0'),
  id: IdOf('evt'),
  /** The producer, e.g. `/nimbus/campaigns`. */
  source: z.string(),
  /** `nimbus.<type>.v<version>`. */
  type: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  workspaceid: IdOf('ws'),
  /** The `X-Request-Id` of the request that caused the event. */
  requestid: z.string().optional(),
  /** W3C trace context. */
  traceparent: z.string().optional(),
  data: z.unknown(),
});
export type CloudEventEnvelope = z.infer<typeof CloudEventEnvelope>;

/** An event whose data passed its contract's schema. */
export type EventOf<C extends EventContract> = Omit<CloudEventEnvelope, 'data'> & { data: DataOf<C> };

export const cloudEventType = (contract: EventContract): string =>
  `nimbus.${contract.type}.v${contract.version}`;
