import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { ApiContract } from '../support/api-contract.js';
import { filledPath, kindOf, type ApiOperation } from '../support/api-operations.js';
import { call } from '../support/call.js';
import { createWorkspace } from '../support/campaign-fixtures.js';
import { validBody } from '../support/hostile-values.js';
import { pageOf, problem } from '../support/response-shapes.js';
import { seedOneOfEach } from '../support/seed-one-of-each.js';
import { seedReply } from '../support/seed-replies.js';
import { seedFinishedExport } from '../support/seed-sends.js';
import { useSystem } from '../support/use-system.js';

/** Several bodies per route: a generated body may break a rule between fields, and a 400 shows nothing about ids. */
const BODIES = 12;

describe('ids of another workspace', () => {
  const system = useSystem();
  let owner: RestClient;
  let stranger: RestClient;
  let ids: Record<string, string[]>;
  let contract: ApiContract;
  let operations: readonly ApiOperation[];

  beforeAll(async () => {
    [owner, stranger] = await Promise.all([createWorkspace(system.baseUrl), createWorkspace(system.baseUrl)]);
    ids = await seedOneOfEach(owner, system.mailbox.smtpPort);
    ids['replies'] = [await seedReply(owner, system.databaseUrl, ids['campaigns']?.[0] ?? '')];
    ids['jobs'] = [await seedFinishedExport(owner, system.databaseUrl, ids['campaigns']?.[1] ?? '')];
    // its next attempt would change what the owner sees
    await call(owner, 'PATCH', `webhooks/${ids['webhooks']?.[0]}/`, { active: false });
    contract = await ApiContract.of(system.baseUrl);
    operations = contract.operations.filter(({ path, scopes }) => path.includes('{') && scopes.length > 0);
  });

  const pathOf = (operation: ApiOperation): string =>
    filledPath(operation, ids[kindOf(operation)]?.[0] ?? 'no such kind', ids['deliveries']?.[0] ?? '');

  /**
   * The owner's resources, read by their ids; without the time of a count, which reading a segment may renew, and without
   * streams, which begin at the newest event. Without the id of a request, too: a kind that the seed does not have is a 404.
   */
  const ownersResources = () =>
    Promise.all(
      operations
        .filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream'))
        .map(async (operation) => {
          const { body } = await call(owner, 'GET', pathOf(operation));
          return [operation.path, { ...Object(body), contact_count_at: undefined, request_id: undefined }];
        }),
    );

  const responsesTo = async (operation: ApiOperation): Promise<{ statuses: number[]; flaws: string[] }> => {
    const schema = operation.bodySchema;
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

  it('in a path are not found for a stranger, and change nothing', async () => {
    const before = await ownersResources();
    for (const operation of operations) {
      const { statuses, flaws } = await responsesTo(operation);
      const others = statuses.filter((status) => status !== 404 && status !== 400);
      const { method, path } = operation;
      expect([method, path, others, statuses.includes(404), flaws]).toEqual([method, path, [], true, []]);
    }
    expect(operations.length).toBeGreaterThan(25);
    expect(await ownersResources()).toEqual(before);
  });

  it('in a body or a query are unknown ids', async () => {
    const before = await ownersResources();
    const mine = await seedOneOfEach(stranger, system.mailbox.smtpPort);
    const wrong: unknown[] = [];
    for (const [request, body, answer] of uses({ mine: firstOf(mine), theirs: firstOf(ids) })) {
      const [method = '', path = ''] = request.split(' ');
      const { status, body: got } = await call(stranger, method, path, body);
      try {
        expect({ status, got }).toEqual(answer);
      } catch (error) {
        wrong.push([request, String(error)]);
      }
    }
    expect(wrong).toEqual([]);
    expect(await ownersResources()).toEqual(before);
  });
});

type Ids = Readonly<Record<string, string>>;
type Use = readonly [request: string, body: unknown, answer: unknown];

const firstOf = (ids: Readonly<Record<string, readonly string[]>>): Ids =>
  Object.fromEntries(Object.entries(ids).map(([kind, [id = '']]) => [kind, id]));

const notFound = (field: string) => ({
  status: 400,
  got: problem(400, 'validation_error', {
    errors: [{ field, code: 'not_found', message: expect.any(String) }],
  }),
});
const missing = { status: 404, got: problem(404, 'not_found') };
const found = (got: unknown) => ({ status: 200, got });

/** Every field and query parameter that takes ids, with one id of the other workspace among own ids. */
function uses({ mine, theirs }: { mine: Ids; theirs: Ids }): Use[] {
  const good = {
    name: 'Mine',
    sequence_id: mine['sequences'],
    sending_account_ids: [mine['sending-accounts']],
    contact_filter: { search: 'person' },
  };
  const wrong: [field: string, change: object][] = [
    ['sequence_id', { sequence_id: theirs['sequences'] }],
    [
      'sending_account_ids.1',
      { sending_account_ids: [mine['sending-accounts'], theirs['sending-accounts']] },
    ],
    ['client_id', { client_id: theirs['clients'] }],
  ];
  const segment = { contact_filter: { segment_ids: [theirs['segments']] } };
  const noSegment = (...further: string[]) => ({
    status: 400,
    got: expect.objectContaining({
      errors: ['contact_filter.segment_ids.0', ...further].map((field) => expect.objectContaining({ field })),
    }),
  });
  const campaign = `campaigns/${mine['campaigns']}`;
  const contact_ids = [theirs['contacts']];
  const preview = `POST sequences/${mine['sequences']}/preview/`;
  return [
    ...wrong.map(([field, change]): Use => ['POST campaigns/', { ...good, ...change }, notFound(field)]),
    ...wrong
      .filter(([field]) => field !== 'sequence_id')
      .map(([field, change]): Use => [`PATCH ${campaign}/`, change, notFound(field)]),
    ['POST campaigns/', { ...good, ...segment }, noSegment('contact_filter')],
    [`PATCH ${campaign}/`, segment, noSegment()],
    [
      `POST ${campaign}/enroll/`,
      { contact_ids },
      found({ enrolled: 0, skipped: [{ contact_id: theirs['contacts'], reason: 'not_found' }] }),
    ],
    [
      `POST ${campaign}/remove-contacts/`,
      { contact_ids },
      found({ removed: 0, canceled_sends: 0, not_enrolled: 1 }),
    ],
    [
      `POST ${campaign}/sends/retry/`,
      { send_ids: [theirs['sends']] },
      found({
        retried: 0,
        skipped: [{ send_id: theirs['sends'], reason: 'not_found' }],
        next_cursor: null,
      }),
    ],
    [
      `POST segments/${mine['segments']}/contacts/`,
      { add: contact_ids },
      found(expect.objectContaining({ contact_count: 0 })),
    ],
    [
      'POST contacts/search/',
      { filter: { segment_ids: [theirs['segments']] } },
      found({ ...pageOf(), total: 0 }),
    ],
    [preview, { contact_id: theirs['contacts'] }, missing],
    [preview, { contact_id: mine['contacts'], sending_account_id: theirs['sending-accounts'] }, missing],
    [`GET contacts/?segment_id=${theirs['segments']}`, undefined, found(pageOf())],
    [`GET campaigns/?client_id=${theirs['clients']}`, undefined, found(pageOf())],
    [`GET ${campaign}/enrollments/?contact_id=${theirs['contacts']}`, undefined, found(pageOf())],
    [`GET ${campaign}/sends/?contact_id=${theirs['contacts']}`, undefined, found(pageOf())],
    [`GET replies/?campaign_id=${theirs['campaigns']}`, undefined, found(pageOf())],
    [`GET replies/?contact_id=${theirs['contacts']}`, undefined, found(pageOf())],
  ];
}
