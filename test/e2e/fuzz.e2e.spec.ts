import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ADMIN_TOKEN, aWorkspace } from '../support/campaign-builder.js';
import { apiOperations, bodySchema, type ApiOperation } from '../support/api-operations.js';
import { hostileBody, hostileInUrl, someOf } from '../support/hostile-values.js';
import { oneOfEach } from '../support/one-of-each.js';
import { useSystem } from '../support/use-system.js';

/** The same requests in every run, so that what was found once is found again. */
const SEED = 20_260_105;
const REQUESTS_PER_ROUTE = 20;
/** Far above any answer, also of a busy machine; below it is a request that never comes back. */
const DEADLINE_MS = 30_000;
/** As many as the services have connections for. */
const AT_ONCE = 8;

interface HostileRequest {
  readonly url: string;
  readonly body: string | undefined;
}

describe('whatever is sent to a route', () => {
  const system = useSystem();
  let operations: ApiOperation[];
  let ids: string[];
  let authorization: string;
  let accepted = 0;

  beforeAll(async () => {
    const rest = await aWorkspace(system.baseUrl);
    ids = Object.values(await oneOfEach(rest, system.mailbox.smtpPort, 20)).flat();
    authorization = rest.authorization['authorization'] ?? '';
    operations = (await apiOperations(system.baseUrl)).toSorted(deletingLast);
  });

  const send = async ({ method, path, responses }: ApiOperation, { url, body }: HostileRequest) => {
    const token = path.startsWith('admin/') ? `Bearer ${ADMIN_TOKEN}` : authorization;
    const response = await fetch(`${system.baseUrl}/api/v1/${url}`, {
      method,
      headers: { authorization: token, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const answer = await response.text();
    accepted += Number(response.ok);
    const isDocumented = String(response.status) in responses && response.status < 500;
    return isDocumented
      ? []
      : [
          {
            method,
            url: url.slice(0, 300),
            body: body?.slice(0, 600),
            status: response.status,
            answer: answer.slice(0, 300),
          },
        ];
  };

  it('the answer comes, is never a 500, and has a status that the route documents', async () => {
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
    // or nothing got past the schemas
    expect(accepted).toBeGreaterThan(operations.length * REQUESTS_PER_ROUTE * 0.3);
  });
});

/** Or the other routes would find nothing to work on. */
const deletingLast = (a: ApiOperation, b: ApiOperation): number =>
  Number(a.method === 'DELETE') - Number(b.method === 'DELETE');

function requestTo(operation: ApiOperation, ids: readonly string[]): fc.Arbitrary<HostileRequest> {
  const schema = bodySchema(operation);
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
