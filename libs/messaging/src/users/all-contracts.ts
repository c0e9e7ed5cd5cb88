import * as contracts from '#contracts';
import type { EventContract, RequestContract, SignalContract } from '#contracts';

const all: readonly unknown[] = Object.values(contracts);

/** Every request between services, and of the operator's tool. */
export const REQUESTS: readonly RequestContract[] = [
  ...all.filter((value): value is RequestContract => has(value, 'subject') && has(value, 'request')),
  ...contracts.OPERATIONS,
];

/** Every event that a service publishes. */
export const EVENTS: readonly EventContract[] = all.filter(
  (value): value is EventContract => has(value, 'subject') && has(value, 'data') && has(value, 'type'),
);

/** Every hint between services. */
export const SIGNALS: readonly SignalContract[] = all.filter(
  (value): value is SignalContract => has(value, 'subject') && has(value, 'heardBy'),
);

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
