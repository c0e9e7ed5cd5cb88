import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchiveCampaign,
  CampaignArchived,
  CampaignCreated,
  CloneCampaign,
  GetCampaignWithMetrics,
  HoldCampaign,
  ListCampaigns,
  UpdateCampaign,
  type CampaignView,
} from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const archive = (campaign: CampaignView) => campaigns.rpc.request(ArchiveCampaign, refTo(campaign));
const get = (campaign: CampaignView) => campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign));

describe('archiving a campaign', () => {
  it('holds an active one at the committed version, and answers how many sends were in flight', async () => {
    const active = await campaigns.active();
    const seen: unknown[] = [];
    await campaigns.stubs.answer(HoldCampaign, async ({ version }) => {
      seen.push(version, (await get(active)).status);
      return { in_flight: 3 };
    });

    const answer = await archive(active);

    expect(answer).toMatchObject({
      in_flight: 3,
      campaign: { status: 'archived', started_at: active.started_at },
    });
    expect(answer.campaign.archived_at).not.toBeNull();
    expect(seen).toEqual([3, 'archived']);
    expect(await campaigns.published(CampaignArchived, active)).toMatchObject([{ data: { version: 3 } }]);
  });

  it('needs no hold for a draft', async () => {
    const draft = await campaigns.draft();
    campaigns.stubs.forgetRequests();

    expect(await archive(draft)).toMatchObject({ in_flight: 0, campaign: { started_at: null } });
    expect(campaigns.stubs.subjects).not.toContain(HoldCampaign.subject);
  });

  it('is recorded, but not promised, when the dispatcher cannot answer', async () => {
    const active = await campaigns.active();
    await campaigns.stubs.answer(HoldCampaign, () => {
      throw new Error('down');
    });

    expect(await refusalOf(archive(active))).toMatchObject({ kind: 'unavailable' });
    expect(await get(active)).toMatchObject({ status: 'archived' });
  });

  it('happens once, and nothing changes after it', async () => {
    const draft = await campaigns.draft();
    await archive(draft);
    const refusals = [
      await refusalOf(archive(draft)),
      await refusalOf(campaigns.rpc.request(UpdateCampaign, { ...refTo(draft), changes: { name: 'x' } })),
    ];

    expect(refusals).toMatchObject([
      { code: 'invalid_transition', details: { state: 'archived', action: 'archive' } },
      { code: 'invalid_transition', details: { state: 'archived', action: 'update' } },
    ]);
  });
});

describe('cloning a campaign', () => {
  it('makes a draft of the same configuration and nothing of its life', async () => {
    const active = await campaigns.active({ daily_send_limit: 33 });
    const clone = await campaigns.rpc.request(CloneCampaign, refTo(active));

    expect(clone).toEqual({
      ...active,
      id: clone.id,
      name: 'Spring (copy)',
      status: 'draft',
      started_at: null,
      created_at: clone.created_at,
      updated_at: clone.updated_at,
    });
    expect(clone.id).not.toBe(active.id);
    expect(await campaigns.published(CampaignCreated, clone)).toMatchObject([{ data: { version: 1 } }]);
  });

  it('takes a name, and shortens one that would become too long', async () => {
    const draft = await campaigns.draft({ name: 'x'.repeat(200) });
    const named = await campaigns.rpc.request(CloneCampaign, { ...refTo(draft), name: 'Summer' });
    const copied = await campaigns.rpc.request(CloneCampaign, refTo(draft));

    expect(named.name).toBe('Summer');
    expect(copied.name).toBe(`${'x'.repeat(193)} (copy)`);
  });

  it('cuts no character of a long name in two', async () => {
    const draft = await campaigns.draft({ name: `${'x'.repeat(192)}🚀${'y'.repeat(6)}` });
    const copied = await campaigns.rpc.request(CloneCampaign, refTo(draft));

    expect(copied.name).toBe(`${'x'.repeat(192)} (copy)`);
  });

  it('of another workspace does not exist', async () => {
    const draft = await campaigns.draft();
    const asking = campaigns.rpc.request(CloneCampaign, { ...refTo(draft), workspace_id: newId('ws') });

    expect(await refusalOf(asking)).toMatchObject({ kind: 'not_found' });
  });
});

describe('the list of campaigns', () => {
  it('is narrowed by each filter and by all of them, and hides archived campaigns unless they are named', async () => {
    const client_id = newId('cli');
    const plain = await campaigns.draft();
    const { workspace_id } = plain;
    const mail = await campaigns.draft({ platform: 'lemlist', campaign_type: 'nurture' }, workspace_id);
    const ours = await campaigns.draft({ client_id, campaign_type: 're_engagement' }, workspace_id);
    const gone = await campaigns.draft({}, workspace_id);
    await archive(gone);
    const changed = await campaigns.rpc.request(UpdateCampaign, {
      ...refTo(plain),
      changes: { name: 'Later' },
    });

    const list = async (filter: object) => {
      const page = await campaigns.rpc.request(ListCampaigns, { workspace_id, page_size: 50, ...filter });
      return page.results.map(({ id }) => id);
    };
    expect(await list({})).toEqual([ours.id, mail.id, plain.id]);
    expect(await list({ status: ['archived'] })).toEqual([gone.id]);
    expect(await list({ campaign_type: ['nurture', 're_engagement'] })).toEqual([ours.id, mail.id]);
    expect(await list({ platform: ['native'] })).toEqual([ours.id, plain.id]);
    expect(await list({ client_id: [newId('cli'), client_id] })).toEqual([ours.id]);
    expect(await list({ created_after: mail.created_at })).toEqual([ours.id]);
    expect(await list({ updated_after: gone.created_at })).toEqual([changed.id]);
    expect(await list({ platform: ['native'], campaign_type: ['nurture'] })).toEqual([]);
  });
});
