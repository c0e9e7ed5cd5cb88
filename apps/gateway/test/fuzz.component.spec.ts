import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  BulkUpsertContacts,
  CreateCampaign,
  CreateSegment,
  CreateSendingAccount,
  CreateSequence,
  LaunchCampaign,
  PauseCampaign,
  ResumeCampaign,
} from '#contracts';
import { newId } from '#kernel';
import { useServers, type StubReply } from '#testing';
import { aCampaignInput } from './campaign-fixtures.js';
import { ADMIN_TOKEN, GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
  const contracts = [
    BulkUpsertContacts,
    CreateCampaign,
    CreateSegment,
    CreateSendingAccount,
    CreateSequence,
    LaunchCampaign,
    PauseCampaign,
    ResumeCampaign,
  ];
  // Requests that pass the gateway are refused behind it with a code of its own, so that only the gateway is tested.
  const refusal: StubReply = {
    status: 'refused',
    kind: 'rejected',
    code: 'passed',
    message: 'passed',
    details: {},
  };
  for (const contract of contracts) await gateway.reply(contract, () => refusal);
});
afterAll(() => gateway.stop());

const campaign = newId('camp');
const ROUTES = [
  ['/api/v1/contacts/bulk/', { mode: 'upsert', contacts: [{ email: 'a@example.com' }] }],
  ['/api/v1/segments/', { name: 'S', type: 'dynamic', conditions: { match: 'all', rules: [] } }],
  ['/api/v1/sequences/', { name: 'S', steps: [{ subject: 'Hi', body_text: 'Hello' }] }],
  ['/api/v1/sending-accounts/', { email: 'a@example.com', smtp: { host: 'h', port: 25 } }],
  ['/api/v1/campaigns/', aCampaignInput()],
  [`/api/v1/campaigns/${campaign}/launch/`, {}],
  [`/api/v1/campaigns/${campaign}/pause/`, { reason: 'r' }],
  [`/api/v1/campaigns/${campaign}/resume/`, {}],
  ['/api/v1/admin/workspaces/', { name: 'W', owner: { email: 'o@example.com', password: 'too short' } }],
] as const;

const weird = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('\u0000', '\ud800', '9'.repeat(400), 1e308, -0, 2 ** 53, '', [], {}, null),
);

/** A good body in which one field, however deep, was replaced by something weird, and perhaps one was added. */
const damaged = (good: object) =>
  fc.tuple(fc.constantFrom(...pathsIn(good)), weird, fc.option(fc.string())).map(([path, value, another]) => {
    const body = structuredClone(good);
    put(body, path, value);
    return JSON.stringify(another === null ? body : { ...body, [another]: value });
  });

describe('whatever is posted', () => {
  it.each(ROUTES)('to %s, a refusal is a problem with a code and never a 500', async (path, good) => {
    const body = fc.oneof(
      damaged(good),
      fc.json(),
      fc.string(),
      weird.map((value) => JSON.stringify(value)),
    );
    const token = path.includes('admin') ? ADMIN_TOKEN : key;
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const response = await gateway.request('POST', path, { key: token, body: text });
        if (response.ok) return;
        const problem = await problemIn(response);
        expect(problem.code).toMatch(/^[a-z_]+$/);
        expect(problem.status).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  });
});

function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, field]) => pathsIn(field, [...path, name]));
  return path.length > 0 || below.length === 0 ? [path, ...below] : below;
}

function put(body: unknown, path: readonly string[], value: unknown): void {
  const name = path.at(-1);
  if (name === undefined) return;
  const parent = path.slice(0, -1).reduce<unknown>((at, step) => Reflect.get(Object(at), step), body);
  Reflect.set(Object(parent), name, value);
}
