import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { ApiContract } from '../support/api-contract.js';
import type { ApiOperation } from '../support/api-operations.js';
import { call } from '../support/call.js';
import { ADMIN_TOKEN, createWorkspace } from '../support/campaign-fixtures.js';
import { hostileBody, hostileInUrl, someOf } from '../support/hostile-values.js';
import { seedOneOfEach } from '../support/seed-one-of-each.js';
import { useSystem } from '../support/use-system.js';

/** The same requests in every run, so that a failure is found again. */
const SEED = 20_260_105;
const REQUESTS_PER_ROUTE = 20;
/** As many as the services have database connections. */
const AT_ONCE = 8;

interface HostileRequest {
  readonly url: string;
  readonly body: string | undefined;
}

describe('any request to a route', () => {
  const system = useSystem();
  let contract: ApiContract;
  let operations: readonly ApiOperation[];
  let rest: RestClient;
  let ids: string[];
  let accepted = 0;

  beforeAll(async () => {
    rest = await createWorkspace(system.baseUrl);
    ids = Object.values(await seedOneOfEach(rest, system.mailbox.smtpPort, 20)).flat();
    contract = await ApiContract.of(system.baseUrl);
    operations = contract.operations.toSorted(deletingLast);
  });

  /** Sends a request; returns the flaws of the response. */
  const send = async (operation: ApiOperation, { url, body }: HostileRequest): Promise<unknown[]> => {
    const { method, path } = operation;
    const headers: Record<string, string> = path.startsWith('admin/')
      ? { authorization: `Bearer ${ADMIN_TOKEN}` }
      : {};
    const answer = await call(rest, method, url, body, headers);
    const { status } = answer;
    accepted += Number(status < 300);
    const flaws = [...contract.flaws(operation, answer), ...(status >= 500 ? [`a ${status} is a bug`] : [])];
    const shown = JSON.stringify(answer.body)?.slice(0, 300);
    return flaws.length === 0
      ? []
      : [{ method, url: url.slice(0, 300), body: body?.slice(0, 600), status, flaws, answer: shown }];
  };

  it('gets a documented response, and never a 500', async () => {
    const wrong: unknown[] = [];
    for (const operation of operations) {
      const requests = fc.sample(requestTo(operation, ids), { seed: SEED, numRuns: REQUESTS_PER_ROUTE });
      for (let start = 0; start < requests.length; start += AT_ONCE) {
        const some = requests.slice(start, start + AT_ONCE);
        wrong.push(...(await Promise.all(some.map((request) => send(operation, request)))).flat());
      }
    }
    expect(operations.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
    // some requests passed the schemas
    expect(accepted).toBeGreaterThan(operations.length * REQUESTS_PER_ROUTE * 0.3);
  });
});

/** Deletions run last, so that the other routes have resources. */
const deletingLast = (a: ApiOperation, b: ApiOperation): number =>
  Number(a.method === 'DELETE') - Number(b.method === 'DELETE');

function requestTo(operation: ApiOperation, ids: readonly string[]): fc.Arbitrary<HostileRequest> {
  const schema = operation.bodySchema;
  const of = (place: 'path' | 'query') => {
    const places = operation.parameters.filter((parameter) => parameter.in === place);
    return Object.fromEntries(places.map(({ name, schema }) => [name, hostileInUrl(schema, ids)]));
  };
  return fc
    .record({
      path: fc.record<Record<string, string>>(of('path')),
      query: someOf(of('query')),
      body: schema === undefined ? fc.constant(undefined) : hostileBody(schema, ids),
    })
    .map(({ path, query, body }) => ({ url: urlOf(operation.path, path, query), body }));
}

function urlOf(path: string, values: Record<string, string>, query: Record<string, string>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`;
}
