import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchiveCampaign,
  CloneCampaign,
  CreateCampaign,
  GetCampaign,
  GetCampaignWithMetrics,
  GetSequence,
  GetStepMetrics,
  GetSummary,
  LaunchCampaign,
  ListCampaigns,
  ListSends,
  PauseCampaign,
  ResumeCampaign,
  UpdateCampaign,
} from '#contracts';
import { newId } from '#kernel';
import { signCursor } from '#messaging';
import { useServers } from '#testing';
import { aCampaign, aCampaignInput, aSequence, aStep, METRICS } from './campaign-fixtures.js';
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

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, path, { key, ...(body !== undefined && { body }) });

describe('a campaign over the API', () => {
  const campaign = aCampaign();
  const resource = { ...campaign, metrics: METRICS };

  it('is created in the caller’s workspace, with the defaults filled in', async () => {
    const asked = await gateway.recordRequests(CreateCampaign, resource);
    const input = aCampaignInput();
    const response = await ask('POST', '/api/v1/campaigns/', input);

    expect(response.status).toBe(201);
    expect(await response.json()).toEqual(resource);
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        workspace_time_zone: 'UTC',
        client_exists: true,
        campaign: expect.objectContaining({ ...input, daily_send_limit: 500, platform: 'native' }),
      },
    ]);
  });

  it('is read with its metrics, whether the path ends in a slash or not', async () => {
    await gateway.recordRequests(GetCampaignWithMetrics, resource);
    for (const slash of ['/', '']) {
      const response = await ask('GET', `/api/v1/campaigns/${campaign.id}${slash}`);
      expect(await response.json()).toEqual(resource);
    }
  });

  it('is listed by status and whatever else a list is narrowed to', async () => {
    const page = [aCampaign(), aCampaign()].map((each) => ({ ...each, metrics: METRICS }));
    const asked: unknown[] = [];
    await gateway.answer(ListCampaigns, (request, message) => {
      asked.push(request);
      const next_cursor = signCursor('more', message.headers?.get('Nimbus-Cursor-Key') ?? '');
      return { results: page, next_cursor, has_more: true };
    });
    const client_id = newId('cli');
    const cursor = gateway.signedCursor('abc', workspaceId, '/api/v1/campaigns');
    const response = await ask(
      'GET',
      `/api/v1/campaigns/?status=active,paused&campaign_type=nurture&platform=native,lemlist&client_id=${client_id}&created_after=2026-01-01T00:00:00Z&page_size=3&cursor=${cursor}`,
    );

    expect(await response.json()).toEqual({
      results: page,
      next_cursor: gateway.signedCursor('more', workspaceId, '/api/v1/campaigns'),
      has_more: true,
    });
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        status: ['active', 'paused'],
        campaign_type: ['nurture'],
        platform: ['native', 'lemlist'],
        client_id: [client_id],
        created_after: '2026-01-01T00:00:00Z',
        page_size: 3,
        cursor: 'abc',
      },
    ]);
  });

  it.each([
    ['launch', LaunchCampaign],
    ['resume', ResumeCampaign],
  ])('takes %s without a body, with an empty one, and with an object', async (verb, contract) => {
    await gateway.recordRequests(contract, resource);
    const path = `/api/v1/campaigns/${campaign.id}/${verb}/`;
    const answers = await Promise.all([
      ask('POST', path),
      gateway.request('POST', path, { key, body: '' }),
      gateway.request('POST', path, {
        key,
        body: '',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
      ask('POST', path, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('is paused with or without a reason, and tells what is still in flight', async () => {
    const asked = await gateway.recordRequests(PauseCampaign, { campaign: resource, in_flight: 2 });
    const path = `/api/v1/campaigns/${campaign.id}/pause`;
    await ask('POST', path);
    const response = await ask('POST', path, { reason: 'reviewing_copy' });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...resource, in_flight: 2 });
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id };
    expect(asked).toEqual([ref, { ...ref, reason: 'reviewing_copy' }]);
  });

  it('is changed by PATCH, which passes on what is named and nothing else', async () => {
    const asked = await gateway.recordRequests(UpdateCampaign, resource);
    const changes = { daily_send_limit: 750, max_new_leads_per_day: 75, recipient_time_zone: true };
    const response = await ask('PATCH', `/api/v1/campaigns/${campaign.id}/`, changes);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(resource);
    const asks = { workspace_id: workspaceId, campaign_id: campaign.id, client_exists: true, changes };
    expect(asked).toEqual([asks]);
  });

  it.each([
    ['nothing', {}, ''],
    ['a field of the lifecycle', { status: 'active' }, 'status'],
    ['a limit out of range', { daily_send_limit: 0 }, 'daily_send_limit'],
  ])('is not changed by %s', async (_what, changes, field) => {
    const response = await ask('PATCH', `/api/v1/campaigns/${campaign.id}/`, changes);
    expect(await problemIn(response)).toMatchObject({
      status: 400,
      code: 'validation_error',
      errors: expect.arrayContaining([expect.objectContaining({ field })]),
    });
  });

  it('is archived, and cloned with or without a name', async () => {
    await gateway.recordRequests(ArchiveCampaign, { campaign: resource, in_flight: 1 });
    const asked = await gateway.recordRequests(CloneCampaign, resource);
    const path = `/api/v1/campaigns/${campaign.id}`;
    const archived = await ask('POST', `${path}/archive/`);
    expect(archived.status).toBe(200);
    expect(await archived.json()).toEqual({ ...resource, in_flight: 1 });

    expect((await ask('POST', `${path}/clone/`)).status).toBe(201);
    expect((await ask('POST', `${path}/clone/`, { name: 'Summer' })).status).toBe(201);
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id };
    expect(asked).toEqual([ref, { ...ref, name: 'Summer' }]);
  });

  it('that the gate blocks is a 422 with every reason at the top level', async () => {
    const reasons = [
      { code: 'insufficient_stage_inboxes', message: 'fleet has only 14', actual: 14, required: 20 },
    ];
    await gateway.reply(LaunchCampaign, () => ({
      status: 'refused',
      kind: 'rejected',
      code: 'gate_blocked',
      message: 'the gate blocks the launch',
      details: { blocking_reasons: reasons, status: 200 },
    }));
    const response = await ask('POST', `/api/v1/campaigns/${campaign.id}/launch/`);
    expect(await problemIn(response)).toMatchObject({
      status: 422,
      code: 'gate_blocked',
      detail: 'the gate blocks the launch',
      blocking_reasons: reasons,
    });
  });

  it('shows its sends by status, contact and step', async () => {
    await gateway.recordRequests(GetCampaign, campaign);
    const asked = await gateway.recordRequests(ListSends, {
      results: [],
      next_cursor: null,
      has_more: false,
    });
    const contact_id = newId('cont');
    const path = `/api/v1/campaigns/${campaign.id}/sends/?status=sent,bounced&contact_id=${contact_id}&step=2`;
    expect((await ask('GET', path)).status).toBe(200);
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        campaign_id: campaign.id,
        status: ['sent', 'bounced'],
        contact_id,
        step: 2,
        page_size: 50,
      },
    ]);
  });

  it('shows the metrics of its steps, also of one that nothing was sent of', async () => {
    await gateway.recordRequests(GetCampaign, campaign);
    const [first, second] = [aStep(1, 'Hello'), aStep(2, '')];
    await gateway.recordRequests(GetSequence, aSequence(first, second));
    await gateway.recordRequests(GetStepMetrics, {
      results: [{ step_id: first.id, step_number: 1, metrics: METRICS }],
    });

    const response = await ask('GET', `/api/v1/campaigns/${campaign.id}/analytics/steps/`);
    expect(await response.json()).toMatchObject({
      results: [
        { step_id: first.id, step_number: 1, subject: 'Hello', variant: null, metrics: METRICS },
        { step_id: second.id, step_number: 2, subject: '', variant: null, metrics: { total_sent: 0 } },
      ],
    });
  });

  it('asks for its summary in its own time zone, and for no longer than an answer can hold', async () => {
    await gateway.recordRequests(GetCampaign, campaign);
    const summary = {
      campaign_id: campaign.id,
      metrics: METRICS,
      time_series: [],
      granularity: 'hour' as const,
      time_zone: campaign.time_zone,
      updated_at: null,
    };
    const asked = await gateway.recordRequests(GetSummary, summary);

    const path = `/api/v1/campaigns/${campaign.id}/analytics/summary/?granularity=hour`;
    const range = 'from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z';
    expect(await (await ask('GET', `${path}&${range}`)).json()).toEqual(summary);
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        campaign_id: campaign.id,
        metrics_of: 'period',
        granularity: 'hour',
        time_zone: campaign.time_zone,
        from: '2026-03-01T00:00:00.000Z',
        to: '2026-03-02T00:00:00.000Z',
      },
    ]);
    for (const wrong of ['from=2020-01-01T00:00:00Z', 'from=yesterday', 'granularity=week', 'x=1']) {
      expect((await ask('GET', `${path}&${wrong}`)).status).toBe(400);
    }
  });
});
