import * as contracts from '#contracts';

/**
 * A deadline is what a person waits for, on a machine that is there for the services. Here two suites share two cores,
 * each with all services in one process, and a sound answer may take longer: it is not what these suites are about.
 */
const PATIENCE = 5;

const isRequest = (value: unknown): value is { timeoutMs: number } =>
  typeof value === 'object' && value !== null && 'timeoutMs' in value;

for (const contract of Object.values<unknown>(contracts)) {
  if (isRequest(contract)) contract.timeoutMs *= PATIENCE;
}
