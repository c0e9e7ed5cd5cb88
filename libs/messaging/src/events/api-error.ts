import { JetStreamApiError } from '@nats-io/jetstream';

/** Codes of the JetStream API; the server's `errors.json` lists them all. */
export const API_CODES = {
  streamNotFound: 10_059,
  streamNameInUse: 10_058,
  consumerExists: 10_148,
  consumerNotFound: 10_014,
  /** A cluster without a leader. */
  jetStreamUnavailable: 10_008,
} as const;

/** Whether the server refused with this code. */
export const isRefused = (error: unknown, code: keyof typeof API_CODES): boolean =>
  error instanceof JetStreamApiError && error.code === API_CODES[code];
