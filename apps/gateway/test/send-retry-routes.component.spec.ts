import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCampaign, RetryResult, RetrySends } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
let workspaceId: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  const created = await gateway.createWorkspace();
  key = created.api_key;
  workspaceId = created.workspace_id;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const campaign = aCampaign();
const ask = (method: string, path: string, body: unknown) => gateway.request(method, path, { key, body });

describe('a campaign over the API', () => {
  it.each(['active', 'paused'] as const)('sends again what failed, also while it is %s', async (status) => {
    await gateway.recordRequests(GetCampaign, { ...campaign, status });
    const answer = { retried: 1, skipped: [], next_cursor: 'after-the-last' };
    const asked = await gateway.recordRequests(RetrySends, answer);
    const send_ids = [newId('send')];
    const path = `/api/v1/campaigns/${campaign.id}/sends/retry/`;
    const named = await ask('POST', path, { send_ids });

    expect(named.status).toBe(200);
    const { next_cursor: cursor, ...result } = RetryResult.parse(await named.json());
    expect(result).toEqual({ retried: 1, skipped: [] });
    expect((await ask('POST', path, { status: 'failed', cursor })).status).toBe(200);
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id };
    expect(asked).toEqual([
      { ...ref, retry: { send_ids } },
      { ...ref, retry: { status: 'failed', cursor: 'after-the-last' } },
    ]);
  });

  it.each(['draft', 'completed', 'archived'] as const)(
    'sends nothing again while it is %s',
    async (status) => {
      await gateway.recordRequests(GetCampaign, { ...campaign, status });
      const asked = await gateway.recordRequests(RetrySends, { retried: 0, skipped: [], next_cursor: null });
      const response = await ask('POST', `/api/v1/campaigns/${campaign.id}/sends/retry/`, {
        status: 'failed',
      });

      expect(await problemIn(response)).toMatchObject({
        status: 409,
        code: 'invalid_transition',
        state: status,
      });
      expect(asked).toEqual([]);
    },
  );

  it.each([
    {},
    { status: 'sent' },
    { status: 'failed', send_ids: [newId('send')] },
    { send_ids: [] },
    { send_ids: [newId('cont')] },
    { send_ids: Array.from({ length: 1_001 }, () => newId('send')) },
  ])('refuses a retry that does not say what, case %#', async (body) => {
    const response = await ask('POST', `/api/v1/campaigns/${campaign.id}/sends/retry/`, body);

    expect(await problemIn(response)).toMatchObject({ status: 400, code: 'validation_error' });
  });
});
