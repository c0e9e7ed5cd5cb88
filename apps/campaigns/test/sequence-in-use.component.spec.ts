import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ArchiveCampaign,
  CampaignUpdated,
  GetCampaignContent,
  GetSequence,
  LaunchCampaign,
  PauseCampaign,
  UpdateCampaign,
} from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';
import { aStep, idsOf, refToSequence } from './sequence-fixtures.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());

/** A sequence of two steps, and a campaign that was launched with it. */
async function inUse() {
  const sequence = await campaigns.sequence(newId('ws'));
  const draft = await campaigns.draft({ sequence_id: sequence.id }, sequence.workspace_id);
  return { sequence, campaign: await campaigns.rpc.request(LaunchCampaign, refTo(draft)) };
}

describe('a sequence that a campaign writes', () => {
  it('takes other texts, variants and delays, and publishes its campaign at once', async () => {
    const { sequence, campaign } = await inUse();
    const variants = [{ subject: 'One' }, { subject: 'Two', weight: 3 }];
    const steps = [
      { ...aStep('Hello'), variants },
      { ...aStep('Again'), delay_value: 3 },
    ];

    const changed = await campaigns.changeSequence(sequence, { steps });
    expect(idsOf(changed)).toEqual(idsOf(sequence));
    const [event] = await campaigns.published(CampaignUpdated, campaign);
    expect(event?.data.steps.map(({ delay_ms }) => delay_ms)).toEqual([0, 3 * 86_400_000]);
    const { results } = await campaigns.rpc.request(GetCampaignContent, { campaign_ids: [campaign.id] });
    expect(results).toEqual([
      { campaign_id: campaign.id, version: event?.data.version, steps: changed.steps },
    ]);
  });

  it('takes further steps at its end', async () => {
    const { sequence, campaign } = await inUse();

    const longer = await campaigns.changeSequence(sequence, {
      steps: [aStep('One'), aStep('Two'), aStep('Three')],
    });
    expect(idsOf(longer).slice(0, 2)).toEqual(idsOf(sequence));
    const [event] = await campaigns.published(CampaignUpdated, campaign);
    expect(event?.data.steps.map(({ step_id }) => step_id)).toEqual(idsOf(longer));
  });

  it('takes no further step while an outside platform sends the campaign, whose contacts have no text for it', async () => {
    const sequence = await campaigns.sequence(newId('ws'));
    const draft = await campaigns.draft(
      { sequence_id: sequence.id, platform: 'instantly' },
      sequence.workspace_id,
    );
    await campaigns.changeSequence(sequence, { steps: [aStep('One'), aStep('Two'), aStep('Three')] });
    const campaign = await campaigns.rpc.request(LaunchCampaign, refTo(draft));
    const four = ['One', 'Two', 'Three', 'Four'].map(aStep);

    expect(await refusalOf(campaigns.changeSequence(sequence, { steps: four }))).toMatchObject({
      kind: 'conflict',
      code: 'sequence_in_use',
      message: expect.stringContaining('outside platform'),
    });
    const texts = await campaigns.changeSequence(sequence, { steps: four.slice(1) });
    expect(texts.steps).toHaveLength(3);
    await campaigns.rpc.request(ArchiveCampaign, refTo(campaign));
    expect((await campaigns.changeSequence(sequence, { steps: four })).steps).toHaveLength(4);
  });

  it('loses no step and keeps their order, while the campaign is active or paused', async () => {
    const { sequence, campaign } = await inUse();
    const first = { ...aStep('Hi'), id: sequence.steps[0]?.id };
    const second = { ...aStep('Hi'), id: sequence.steps[1]?.id };
    const before = await campaigns.rpc.request(GetSequence, refToSequence(sequence));

    for (const steps of [[aStep('One')], [second, first], [first, aStep('Between'), second]]) {
      const refusal = await refusalOf(campaigns.changeSequence(sequence, { steps }));
      expect(refusal).toMatchObject({ kind: 'conflict', code: 'sequence_in_use' });
    }
    await campaigns.rpc.request(PauseCampaign, refTo(campaign));
    expect(await refusalOf(campaigns.changeSequence(sequence, { steps: [aStep('One')] }))).toMatchObject({
      code: 'sequence_in_use',
    });
    expect(await campaigns.rpc.request(GetSequence, refToSequence(sequence))).toEqual(before);

    await campaigns.rpc.request(ArchiveCampaign, refTo(campaign));
    expect((await campaigns.changeSequence(sequence, { steps: [aStep('One')] })).steps).toHaveLength(1);
  });

  it('and its campaign may be changed at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { sequence, campaign } = await inUse();
      await Promise.all([
        campaigns.changeSequence(sequence, { steps: [aStep('Other'), aStep('Again')] }),
        campaigns.rpc.request(UpdateCampaign, { ...refTo(campaign), changes: { daily_send_limit: 7 } }),
      ]);

      const events = await campaigns.published(CampaignUpdated, campaign);
      expect(new Set(events.map(({ data }) => data.version)).size).toBe(2);
    }
  });
});
