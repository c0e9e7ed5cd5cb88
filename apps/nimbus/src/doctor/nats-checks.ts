import { streamReports, type StreamReport } from '#messaging';
import type { Operator } from '../operator.js';
import { clockCheck, fail, ok, type Check } from './check.js';

/** The server, its streams with their copies, and its clock. */
export async function natsChecks({ nats }: Operator, replicas: number): Promise<Check[]> {
  const askedAt = Date.now();
  const reports = await streamReports(nats.manager, replicas);
  const { version = 'unknown', cluster } = nats.connection.info ?? {};
  const now = reports.find((report) => report.now !== undefined)?.now;
  return [
    ok('nats', `nats-server ${version}, ${cluster === undefined ? 'a single server' : `cluster ${cluster}`}`),
    now === undefined ? ok('nats clock', 'not told by this version') : clockCheck('nats clock', now, askedAt),
    ...reports.map(streamCheck),
  ];
}

function streamCheck({ name, messages, bytes, problems }: StreamReport): Check {
  if (problems.length > 0) return fail(`stream ${name}`, problems.join('; '));
  return ok(`stream ${name}`, `${messages} messages, ${bytes} bytes`);
}
