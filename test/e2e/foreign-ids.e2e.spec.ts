import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { ApiContract } from '../support/api-contract.js';
import { bodySchema, kindOf, type ApiOperation } from '../support/api-operations.js';
import { call } from '../support/call.js';
import { aWorkspace } from '../support/campaign-builder.js';
import { validBody } from '../support/hostile-values.js';
import { oneOfEach } from '../support/one-of-each.js';
import { aWrittenExport } from '../support/seed-sends.js';
import { useSystem } from '../support/use-system.js';

/** Bodies made from a schema alone may break a rule between fields, and a 400 tells a stranger nothing. */
const BODIES = 12;

describe('every route with an id', () => {
  const system = useSystem();
  let owner: RestClient;
  let stranger: RestClient;
  let ids: Record<string, string[]>;
  let contract: ApiContract;
  let operations: readonly ApiOperation[];

  beforeAll(async () => {
    [owner, stranger] = await Promise.all([aWorkspace(system.baseUrl), aWorkspace(system.baseUrl)]);
    ids = await oneOfEach(owner, system.mailbox.smtpPort);
    ids['jobs'] = [await aWrittenExport(owner, system.databaseUrl, ids['campaigns']?.[1] ?? '')];
    contract = await ApiContract.of(system.baseUrl);
    operations = contract.operations.filter(({ path }) => path.includes('{'));
  });

  const pathOf = (operation: ApiOperation): string =>
    operation.path.replace(/\{\w+\}/, ids[kindOf(operation)]?.[0] ?? 'no such kind');

  /** Everything that can be read of the owner's things by their ids. */
  const everything = () =>
    Promise.all(
      operations
        .filter(({ method }) => method === 'GET')
        .map(async (operation) => [operation.path, (await call(owner, 'GET', pathOf(operation))).body]),
    );

  const answersTo = async (operation: ApiOperation): Promise<{ statuses: number[]; flaws: string[] }> => {
    const schema = bodySchema(operation);
    const mine = Object.values(ids).flat();
    const bodies =
      schema === undefined ? [undefined] : fc.sample(validBody(schema, mine), { seed: 1, numRuns: BODIES });
    const path = pathOf(operation);
    const answers = await Promise.all(bodies.map((body) => call(stranger, operation.method, path, body)));
    return {
      statuses: [...new Set(answers.map(({ status }) => status))],
      flaws: answers.flatMap((answer) => contract.flaws(operation, answer)),
    };
  };

  it('tells a stranger that nothing is there, and leaves everything as it was', async () => {
    const before = await everything();
    for (const operation of operations) {
      const { statuses, flaws } = await answersTo(operation);
      const others = statuses.filter((status) => status !== 404 && status !== 400);
      const { method, path } = operation;
      expect([method, path, others, statuses.includes(404), flaws]).toEqual([method, path, [], true, []]);
    }
    expect(operations.length).toBeGreaterThan(25);
    expect(await everything()).toEqual(before);
  });
});
