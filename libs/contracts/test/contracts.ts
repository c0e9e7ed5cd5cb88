import * as contracts from '#contracts';
import type { EventContract, RequestContract } from '#contracts';

const all: readonly unknown[] = Object.values(contracts);

/** Everything that one service may ask of another. */
export const REQUESTS = all.filter(isRequest);

/** Everything that a service tells. */
export const EVENTS = all.filter(isEvent);

function isRequest(value: unknown): value is RequestContract {
  return has(value, 'subject') && has(value, 'request') && has(value, 'response');
}

function isEvent(value: unknown): value is EventContract {
  return has(value, 'subject') && has(value, 'type') && has(value, 'data');
}

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
