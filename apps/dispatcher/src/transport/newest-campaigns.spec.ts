import { describe, expect, it } from '@jest/globals';
import { CampaignAutoPaused, CampaignPaused, CampaignResumed, CampaignUpdated } from '#contracts';
import { makeEvent } from '#messaging';
import { CampaignFixture } from '../../test/campaign-fixtures.js';
import { newestCampaigns } from './newest-campaigns.js';

const [NINE, TEN] = [new Date('2026-05-04T09:00:00Z'), new Date('2026-05-04T10:00:00Z')];

describe('campaign events that come together', () => {
  it.each([
    ['a person', CampaignPaused],
    ['bad figures', CampaignAutoPaused],
  ])('keep the times of a pause by %s and of the resume, and of the rest the newest', (_, pause) => {
    const fixture = new CampaignFixture(0, { accounts: 1 });
    const draft = { service: 'campaigns', workspaceId: fixture.workspaceId };
    const paused = makeEvent(pause, {
      ...draft,
      time: NINE,
      data: { ...fixture.next('paused'), reasons: [] },
    });
    const resumed = makeEvent(CampaignResumed, { ...draft, time: TEN, data: fixture.next('active') });
    const updated = makeEvent(CampaignUpdated, { ...draft, time: TEN, data: fixture.next('active') });

    expect(newestCampaigns([paused, resumed, updated])).toEqual([
      { version: 4, campaign: updated.data.campaign, pausedAt: NINE, resumedAt: TEN },
    ]);
  });
});
