import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CampaignLaunched, EmailBounced, EmailSent } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { many, WatchedCampaign } from './watched-campaign.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;
let second: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
  second = await DeliverabilityHarness.start(servers, undefined, deliverability.clock);
});
afterAll(async () => {
  await second.stop();
  await deliverability.stop();
});

describe('a campaign that two replicas watch', () => {
  const BATCHES = fc.array(fc.record({ size: fc.integer({ min: 1, max: 20 }), repeats: fc.boolean() }), {
    minLength: 6,
    maxLength: 12,
  });

  /** Sixty messages, of which every tenth bounces, each told once or twice, in batches at the same time. */
  async function tell(
    campaign: WatchedCampaign,
    batches: readonly { readonly size: number; readonly repeats: boolean }[],
  ): Promise<void> {
    const rest = many(60, () => newId('send')).map((send, nth) =>
      nth % 10 === 0
        ? { contract: EmailBounced, event: campaign.bounced(send) }
        : { contract: EmailSent, event: campaign.sent(send) },
    );
    const publications: Promise<void>[] = [];
    for (let nth = 0; rest.length > 0; nth += 1) {
      const { size = 5, repeats = false } = batches[nth % batches.length] ?? {};
      const batch = rest.splice(0, size);
      for (const { contract, event } of repeats ? [...batch, ...batch] : batch) {
        publications.push(deliverability.publish(contract, [event]));
      }
    }
    await Promise.all(publications);
    await campaign.counted(60);
  }

  it('is paused exactly once, whatever order and repetition its events come in', async () => {
    const property = fc.asyncProperty(BATCHES, async (batches) => {
      const campaign = await WatchedCampaign.create(deliverability);
      await campaign.change(CampaignLaunched);

      await tell(campaign, batches);

      expect(await campaign.pauses()).toEqual([['bounce_rate_high']]);
      expect(await campaign.alerts()).toHaveLength(1);
    });
    await fc.assert(property, { numRuns: 5, endOnFailure: true });
  });

  it('counts each message once where its launch is told among its messages', async () => {
    const property = fc.asyncProperty(BATCHES, async (batches) => {
      const campaign = await WatchedCampaign.create(deliverability);
      const launch = campaign.next();

      await Promise.all([tell(campaign, batches), campaign.tell(CampaignLaunched, launch)]);
      await campaign.followed();

      expect(await campaign.figures()).toEqual({ sent: 60, bounced: 6, complained: 0 });
    });
    await fc.assert(property, { numRuns: 5, endOnFailure: true });
  });
});
