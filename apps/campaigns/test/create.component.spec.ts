import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignCreated,
  CreateCampaign,
  GetCampaignContent,
  GetCampaignWithMetrics,
  GetSendingAccounts,
  GetSequence,
  ListCampaigns,
  ResolveFilter,
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

describe('creating a campaign', () => {
  it('makes a draft with the defaults and the zone of the workspace, and publishes it', async () => {
    const draft = await campaigns.draft();

    expect(draft).toMatchObject({
      status: 'draft',
      campaign_type: 'cold_outreach',
      platform: 'native',
      min_health_score: 70,
      daily_send_limit: 500,
      send_days: [1, 2, 3, 4, 5],
      time_zone: 'Europe/Berlin',
      client_id: null,
      started_at: null,
    });
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(draft))).toEqual(draft);
    expect(await campaigns.published(CampaignCreated, draft)).toMatchObject([
      {
        data: {
          version: 1,
          campaign: campaignViewOf(draft),
          steps: [{ step_number: 1 }, { step_number: 2 }],
        },
      },
    ]);
  });

  it('names every reference error at once', async () => {
    const workspaceId = newId('ws');
    const [active, paused, unknown] = [newId('ea'), newId('ea'), newId('ea')];
    const segment = newId('seg');
    await campaigns.stubs.answer(GetSendingAccounts, () => ({
      results: [
        accountView({ workspace_id: workspaceId, id: paused, status: 'paused' }),
        accountView({ workspace_id: workspaceId, id: active, status: 'active' }),
      ],
    }));
    await campaigns.stubs.answer(ResolveFilter, () => ({
      has_eligible: false,
      unknown_segment_ids: [segment],
    }));

    const refusal = await refusalOf(
      campaigns.rpc.request(CreateCampaign, {
        workspace_id: workspaceId,
        workspace_time_zone: 'UTC',
        campaign: {
          name: 'Wrong',
          sequence_id: newId('seq'),
          sending_account_ids: [active, paused, unknown],
          contact_filter: { segment_ids: [segment] },
        },
      }),
    );

    expect(refusal).toMatchObject({ kind: 'invalid', code: 'validation_error' });
    expect(refusal.details.errors?.map(({ field, code }) => [field, code])).toEqual([
      ['sequence_id', 'not_found'],
      ['sending_account_ids.1', 'inactive_inbox'],
      ['sending_account_ids.2', 'not_found'],
      ['contact_filter.segment_ids.0', 'not_found'],
      ['contact_filter', 'empty_filter'],
    ]);
  });

  it('that we send takes no account of an outside platform; one of a platform takes both kinds', async () => {
    const [own, there] = [newId('ea'), newId('ea')];
    await campaigns.stubs.answer(GetSendingAccounts, ({ workspace_id }) => ({
      results: [
        accountView({ workspace_id, id: own }),
        accountView({ workspace_id, id: there, provider: 'lemlist' }),
      ],
    }));
    const refusal = await refusalOf(campaigns.draft({ sending_account_ids: [own, there] }));
    const delegated = await campaigns.draft({ platform: 'lemlist', sending_account_ids: [own, there] });

    expect(refusal).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'sending_account_ids.1', code: 'wrong_platform' }] },
    });
    expect(delegated).toMatchObject({ platform: 'lemlist' });
  });

  it('does not take the sequence of another workspace', async () => {
    const foreign = await campaigns.sequence(newId('ws'));

    const refusal = await refusalOf(campaigns.draft({ sequence_id: foreign.id }));

    expect(refusal.details.errors).toMatchObject([{ field: 'sequence_id', code: 'not_found' }]);
  });

  it('stores nothing while deliverability does not answer', async () => {
    const workspaceId = newId('ws');
    await campaigns.stubs.answer(GetSendingAccounts, () => {
      throw new Error('down');
    });

    expect(await refusalOf(campaigns.draft({}, workspaceId))).toMatchObject({ kind: 'unavailable' });
    const none = { results: [], next_cursor: null, has_more: false };
    expect(await campaigns.rpc.request(ListCampaigns, { workspace_id: workspaceId })).toEqual(none);
  });
});

describe('a sequence', () => {
  it('numbers its steps from one and is read as it was written', async () => {
    const workspaceId = newId('ws');
    const sequence = await campaigns.sequence(workspaceId);

    expect(sequence.steps).toMatchObject([
      { step_number: 1, delay_value: 0, delay_unit: 'days', subject: 'Hello', same_thread: true },
      { step_number: 2, delay_value: 2, body_text: 'Again', body_html: null },
    ]);
    const ref = { workspace_id: workspaceId, sequence_id: sequence.id };
    expect(await campaigns.rpc.request(GetSequence, ref)).toEqual(sequence);
  });

  it('is the content of every campaign that uses it, as of their versions', async () => {
    const workspaceId = newId('ws');
    const sequence = await campaigns.sequence(workspaceId);
    const [one, two] = [
      await campaigns.draft({ sequence_id: sequence.id }, workspaceId),
      await campaigns.draft({ sequence_id: sequence.id }, workspaceId),
    ];

    const { results } = await campaigns.rpc.request(GetCampaignContent, {
      campaign_ids: [one.id, two.id, newId('camp')],
    });

    expect(results).toHaveLength(2);
    expect(results).toEqual(
      expect.arrayContaining([
        { campaign_id: one.id, version: 1, steps: sequence.steps },
        { campaign_id: two.id, version: 1, steps: sequence.steps },
      ]),
    );
  });
});
