import { getStatus, SERVICES, type ServiceName } from '#contracts';
import type { Operator } from '../operator.js';
import { attempt, clockCheck, fail, ok, type Check } from './check.js';

/** Each service: whether it answers, its database, its migrations and the clocks of both. */
export async function serviceChecks(operator: Operator): Promise<Check[]> {
  const checks = await Promise.all(
    SERVICES.map((service) => attempt(service, () => checksOf(operator, service))),
  );
  return checks.flat();
}

async function checksOf({ rpc }: Operator, service: ServiceName): Promise<Check[]> {
  const askedAt = Date.now();
  const { node, now, database } = await rpc.request(getStatus(service), {});
  const pending = database.pending_migrations;
  return [
    ok(service, `Node.js ${node}, PostgreSQL ${database.version}`),
    clockCheck(`${service} clock`, new Date(now), askedAt),
    clockCheck(`${service} database clock`, new Date(database.now), askedAt),
    pending.length === 0
      ? ok(`${service} migrations`, 'all applied')
      : fail(`${service} migrations`, `not applied yet: ${pending.join(', ')}`),
  ];
}
