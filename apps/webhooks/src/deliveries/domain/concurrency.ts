import type { EndpointFormat } from '../../endpoints/domain/endpoint.js';

/** Requests under way to one webhook at most. */
const AT_ONCE = 10;
/** Slack takes one message a second, and all that waits is in the next one. */
const AT_ONCE_TO_SLACK = 1;

/** After so many timeouts in a row a webhook that hangs has one connection, so that thousands cannot use up all. */
export const HANGS_AFTER = 10;

/** How many requests to a webhook may be under way, given the timeouts since its last answer. */
export const atOnce = (format: EndpointFormat, timeouts: number): number => {
  if (timeouts >= HANGS_AFTER) return 1;
  return format === 'slack' ? AT_ONCE_TO_SLACK : AT_ONCE;
};
