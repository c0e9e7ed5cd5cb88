import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignUpdated,
  GetCampaignWithMetrics,
  GetMetrics,
  GetSendingAccounts,
  PauseCampaign,
  ResolveFilter,
  UpdateCampaign,
  type CampaignChanges,
  type CampaignView,
} from '#contracts';
import { newId } from '#kernel';
import { accountView, refusalOf, useServers } from '#testing';
import { CampaignsHarness, campaignViewOf, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const update = (campaign: CampaignView, changes: CampaignChanges) =>
  campaigns.rpc.request(UpdateCampaign, { ...refTo(campaign), changes });

/** A refused change leaves no trace. */
async function refused(campaign: CampaignView, changes: CampaignChanges) {
  const before = await campaigns.trace(campaign);
  const refusal = await refusalOf(update(campaign, changes));
  expect(await campaigns.trace(campaign)).toEqual(before);
  return refusal;
}

describe('changing a campaign', () => {
  it('changes the named fields, nothing else, and publishes the campaign whole', async () => {
    const active = await campaigns.active();
    campaigns.stubs.forgetRequests();

    const changed = await update(active, { daily_send_limit: 750, max_new_leads_per_day: 75 });

    expect(changed).toEqual({
      ...active,
      daily_send_limit: 750,
      max_new_leads_per_day: 75,
      updated_at: changed.updated_at,
    });
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(active))).toEqual(changed);
    expect(await campaigns.published(CampaignUpdated, active)).toMatchObject([
      { data: { version: 3, campaign: campaignViewOf(changed) } },
    ]);
    expect(new Set(campaigns.stubs.subjects)).toEqual(new Set([GetMetrics.subject]));
  });

  it('takes the window to the zones of its contacts, and back', async () => {
    const active = await campaigns.active();
    const there = { ...active, recipient_time_zone: true, updated_at: expect.any(String) };

    expect(await update(active, { recipient_time_zone: true })).toEqual(there);
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(active))).toEqual(there);
    expect(await update(active, { recipient_time_zone: false })).toMatchObject({
      recipient_time_zone: false,
    });
  });

  it('takes everything in a draft, and validates its references', async () => {
    const draft = await campaigns.draft();
    const { id: sequence_id } = await campaigns.sequence(draft.workspace_id);
    const changes = { campaign_type: 'nurture', platform: 'lemlist', sequence_id, client_id: null } as const;

    expect(await update(draft, changes)).toMatchObject({ ...changes, status: 'draft' });
    expect(await refused(draft, { sequence_id: newId('seq') })).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'sequence_id', code: 'not_found' }] },
    });
  });

  it('does not take a client that the workspace does not have', async () => {
    const active = await campaigns.active();
    const changes = { client_id: newId('cli') };
    const request = { ...refTo(active), client_exists: false, changes };

    expect(await refusalOf(campaigns.rpc.request(UpdateCampaign, request))).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'client_id', code: 'not_found' }] },
    });
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(active))).toEqual(active);
  });

  it.each(['active', 'paused'])(
    'names every field that cannot change any more in one that is %s',
    async (status) => {
      const active = await campaigns.active();
      if (status === 'paused') await campaigns.rpc.request(PauseCampaign, refTo(active));
      const changes = {
        platform: 'lemlist',
        campaign_type: 'nurture',
        sequence_id: newId('seq'),
        name: 'x',
      } as const;

      expect(await refused(active, changes)).toMatchObject({
        kind: 'rejected',
        code: 'immutable_field',
        details: {
          errors: ['campaign_type', 'platform', 'sequence_id'].map((field) => ({
            field,
            code: 'immutable_field',
          })),
        },
      });
    },
  );

  it('refuses a filter that matches nobody, and one with an unknown segment', async () => {
    const active = await campaigns.active();
    await campaigns.stubs.answer(ResolveFilter, () => ({ has_eligible: false, unknown_segment_ids: [] }));
    expect(await refused(active, { contact_filter: { country: ['FR'] } })).toMatchObject({
      kind: 'rejected',
      code: 'empty_filter',
    });

    const missing = newId('seg');
    await campaigns.stubs.answer(ResolveFilter, () => ({
      has_eligible: false,
      unknown_segment_ids: [missing],
    }));
    expect(await refused(active, { contact_filter: { segment_ids: [missing] } })).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'contact_filter.segment_ids.0', code: 'not_found' }] },
    });
  });

  it('refuses an account that is paused, and before that one that does not exist', async () => {
    const active = await campaigns.active();
    const [paused, unknown] = [newId('ea'), newId('ea')];
    await campaigns.stubs.answer(GetSendingAccounts, ({ workspace_id }) => ({
      results: [accountView({ workspace_id, id: paused, status: 'paused' })],
    }));

    expect(await refused(active, { sending_account_ids: [paused] })).toMatchObject({
      kind: 'rejected',
      code: 'inactive_inbox',
      details: { errors: [{ field: 'sending_account_ids.0', code: 'inactive_inbox' }] },
    });
    expect(await refused(active, { sending_account_ids: [paused, unknown] })).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'sending_account_ids.1', code: 'not_found' }] },
    });
  });

  it('refuses an account of an outside platform where we send, also when the campaign comes to us', async () => {
    const there = newId('ea');
    await campaigns.stubs.answer(GetSendingAccounts, ({ workspace_id, sending_account_ids }) => ({
      results: sending_account_ids.map((id) =>
        accountView({ workspace_id, id, ...(id === there && { provider: 'lemlist' }) }),
      ),
    }));
    const wrong = {
      code: 'validation_error',
      details: { errors: [{ field: 'sending_account_ids.0', code: 'wrong_platform' }] },
    };
    const delegated = await campaigns.draft({ platform: 'lemlist', sending_account_ids: [there] });

    expect(await refused(await campaigns.active(), { sending_account_ids: [there] })).toMatchObject(wrong);
    expect(await refused(delegated, { platform: 'native' })).toMatchObject(wrong);
  });

  it('refuses a window that one end alone would turn round', async () => {
    const active = await campaigns.active();

    expect(await refused(active, { send_window_start: 17 })).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'send_window_end' }] },
    });
  });

  it('loses nothing when changes race', async () => {
    const active = await campaigns.active();

    await Promise.all([
      update(active, { daily_send_limit: 7 }),
      update(active, { max_new_leads_per_day: 8 }),
      update(active, { name: 'Summer' }),
    ]);

    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(active))).toMatchObject({
      daily_send_limit: 7,
      max_new_leads_per_day: 8,
      name: 'Summer',
    });
    const versions = (await campaigns.published(CampaignUpdated, active)).map(({ data }) => data.version);
    expect(new Set(versions)).toEqual(new Set([3, 4, 5]));
  });
});
