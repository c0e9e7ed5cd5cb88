import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AddSuppression, LiftSuppression, ListSuppressions, type SuppressionView } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const suppression: SuppressionView = {
  id: newId('sup'),
  workspace_id: newId('ws'),
  email: 'ann@example.com',
  domain: null,
  reason: 'manual',
  created_at: '2026-04-10T09:00:00.000Z',
};
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, `/api/v1/suppressions/${path}`, { key, ...(body !== undefined && { body }) });

describe('suppressions', () => {
  it('are added by an address or by a domain', async () => {
    const asked = await gateway.recordRequests(AddSuppression, suppression);
    expect((await ask('POST', '', { email: 'ann@example.com', reason: 'manual' })).status).toBe(201);
    expect((await ask('POST', '', { domain: 'Mail.Example.com' })).status).toBe(201);
    expect(asked).toEqual([
      { workspace_id, suppression: { email: 'ann@example.com', reason: 'manual' } },
      { workspace_id, suppression: { domain: 'Mail.Example.com', reason: 'manual' } },
    ]);

    const wrongs = [{}, { email: 'a@x.test', domain: 'x.test' }, { domain: 'not a domain' }, { domain: 'x' }];
    for (const wrong of [...wrongs, { email: 'a@x.test', reason: 'unsubscribed' }]) {
      expect(await problemIn(await ask('POST', '', wrong))).toMatchObject({ code: 'validation_error' });
    }
    expect(asked).toHaveLength(2);
  });

  it('are listed and lifted', async () => {
    const page = { results: [suppression], next_cursor: null, has_more: false };
    const listed = await gateway.recordRequests(ListSuppressions, page);
    const lifted = await gateway.recordRequests(LiftSuppression, {});

    expect(await (await ask('GET', '?reason=manual,hard_bounce')).json()).toEqual(page);
    expect((await ask('DELETE', `${suppression.id}/`)).status).toBe(204);

    expect(listed).toEqual([{ workspace_id, page_size: 50, reason: ['manual', 'hard_bounce'] }]);
    expect(lifted).toEqual([{ workspace_id, suppression_id: suppression.id }]);
    expect((await ask('DELETE', 'sup_1/')).status).toBe(404);
  });
});
