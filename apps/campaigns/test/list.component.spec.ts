import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  GetCampaignWithMetrics,
  GetMetrics,
  ListCampaigns,
  NO_METRICS,
  PauseCampaign,
  UpdateCampaign,
  type CampaignResource,
  type Page,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const list = (workspaceId: Id<'ws'>, query: object = {}): Promise<Page<CampaignResource>> =>
  campaigns.rpc.request(ListCampaigns, { workspace_id: workspaceId, ...query });

describe('the list of campaigns', () => {
  it('goes newest first through every page, undisturbed by a campaign that is added meanwhile', async () => {
    const workspaceId = newId('ws');
    const made: string[] = [];
    for (const name of ['1', '2', '3', '4', '5'])
      made.unshift((await campaigns.draft({ name }, workspaceId)).id);

    const first = await list(workspaceId, { page_size: 2 });
    await campaigns.draft({ name: 'late' }, workspaceId);
    const second = await list(workspaceId, { page_size: 2, cursor: first.next_cursor });
    const third = await list(workspaceId, { page_size: 2, cursor: second.next_cursor });

    expect([...first.results, ...second.results, ...third.results].map(({ id }) => id)).toEqual(made);
    expect([first.has_more, second.has_more, third.has_more]).toEqual([true, true, false]);
    expect(third.next_cursor).toBeNull();
  });

  it('hides archived campaigns unless the filter names them', async () => {
    const draft = await campaigns.draft();
    await campaigns.database.query(
      `update campaign set status = 'archived', archived_at = now() where id = $1`,
      [uuidOf(draft.id)],
    );

    expect((await list(draft.workspace_id)).results).toEqual([]);
    const archived = await list(draft.workspace_id, { status: ['archived', 'active'] });
    expect(archived.results).toMatchObject([{ id: draft.id, status: 'archived' }]);
  });

  it.each(['nonsense', Buffer.from('seq_01h455vb4pex5vsknk084sn02q').toString('base64url'), ''])(
    'refuses the cursor "%s"',
    async (cursor) => {
      const refusal = await refusalOf(list(newId('ws'), { cursor }));

      expect(refusal).toMatchObject({ code: 'validation_error' });
      expect(refusal.details.errors).toMatchObject([{ field: 'cursor' }]);
    },
  );

  it('shows each campaign as it is read alone, in its present version', async () => {
    const draft = await campaigns.draft({ name: 'Before "it" 🙂' });
    const { workspace_id, id } = draft;
    expect((await list(workspace_id)).results).toEqual([draft]);
    expect((await list(workspace_id)).results).toEqual([draft]);

    const changes = { name: 'After' };
    const changed = await campaigns.rpc.request(UpdateCampaign, { ...refTo(draft), changes });
    expect((await list(workspace_id)).results).toEqual([changed]);
    await campaigns.database.query(
      `update campaign set name = 'By hand', version = version + 1 where id = $1`,
      [uuidOf(id)],
    );
    const read = await campaigns.rpc.request(GetCampaignWithMetrics, refTo(draft));
    expect(read.name).toBe('By hand');
    expect((await list(workspace_id)).results).toEqual([read]);
  });

  it('has the metrics of all campaigns that ever started from one request', async () => {
    const workspaceId = newId('ws');
    const draft = await campaigns.draft({}, workspaceId);
    const started = [await campaigns.active({}, workspaceId), await campaigns.active({}, workspaceId)];
    campaigns.stubs.forgetRequests();
    await campaigns.stubs.answer(GetMetrics, ({ campaign_ids }) => ({
      results: campaign_ids
        .map((id, place) => ({ campaign_id: id, metrics: { ...NO_METRICS, total_sent: place + 1 } }))
        .toReversed(),
    }));
    const { results } = await list(workspaceId);

    const newestFirst = [...started.toReversed(), draft];
    expect(results.map(({ id }) => id)).toEqual(newestFirst.map(({ id }) => id));
    expect(results.map(({ metrics }) => metrics?.total_sent)).toEqual([1, 2, 0]);
    expect(campaigns.stubs.requestsOf(GetMetrics)).toHaveLength(1);
  });

  it.each([
    [
      'is down',
      () => {
        throw new Error('down');
      },
    ],
    ['has no metrics of them', () => ({ results: [] })],
  ])('and its campaigns stay readable and pausable while analytics %s', async (_failure, metrics) => {
    const active = await campaigns.active();
    await campaigns.stubs.answer(GetMetrics, metrics);
    const { campaign: paused } = await campaigns.rpc.request(PauseCampaign, refTo(active));

    expect(paused).toMatchObject({ status: 'paused', metrics: null });
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(active))).toEqual(paused);
    expect((await list(active.workspace_id)).results).toEqual([paused]);
  });

  it('holds exactly the campaigns that match every part of a filter', async () => {
    const workspaceId = newId('ws');
    const [types, platforms] = [['cold_outreach', 'nurture'] as const, ['native', 'lemlist'] as const];
    const clients = [newId('cli'), newId('cli')];
    const made: CampaignResource[] = [];
    for (const campaign_type of types)
      for (const platform of platforms)
        for (const client_id of clients)
          made.unshift(await campaigns.draft({ campaign_type, platform, client_id }, workspaceId));
    const anyOf = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 });
    const filters = fc.record(
      {
        status: anyOf(['draft', 'active'] as const),
        campaign_type: anyOf(types),
        platform: anyOf(platforms),
        client_id: anyOf(clients),
        created_after: fc.constantFrom(...made.map(({ created_at }) => created_at)),
        updated_after: fc.constantFrom(...made.map(({ updated_at }) => updated_at)),
      },
      { requiredKeys: [] },
    );
    const property = fc.asyncProperty(filters, async (filter) => {
      const { created_after = '', updated_after = '', ...values } = filter;
      const isOneOf = (each: Readonly<Record<string, unknown>>) =>
        Object.entries(values).every(([field, wanted]: [string, readonly unknown[]]) =>
          wanted.includes(each[field]),
        );
      const matching = made.filter(
        (each) => isOneOf(each) && each.created_at > created_after && each.updated_at > updated_after,
      );
      expect((await list(workspaceId, filter)).results).toEqual(matching);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
