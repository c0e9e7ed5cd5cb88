import * as contracts from '#contracts';

/**
 * Extends the deadlines of all requests. They hold on a machine for the services alone; here two suites share two cores,
 * each with all services in one process, and a correct response may take longer.
 */
const FACTOR = 5;

const isRequest = (value: unknown): value is { timeoutMs: number } =>
  typeof value === 'object' && value !== null && 'timeoutMs' in value;

for (const contract of Object.values<unknown>(contracts)) {
  if (isRequest(contract)) contract.timeoutMs *= FACTOR;
}
