import { describe, expect, it } from '@jest/globals';
import { CampaignResource, Pacing, SendView } from '#contracts';
import { eventually } from '#testing';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const DAY_MS = 86_400_000;

describe('max_new_leads_per_day', () => {
  const system = useSystem();

  it('starts no more contacts than that in a day, and the next ones the day after', async () => {
    system.clock.travelTo(new Date('2026-12-07T10:00:00Z'));
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, {
      smtpPort: system.mailbox.smtpPort,
      now: system.clock.now(),
    });
    await createContacts(rest, 25);
    const { id } = await createCampaign(rest, accounts, { max_new_leads_per_day: 10, time_zone: 'UTC' });
    await rest.act(`campaigns/${id}/launch/`);

    for (const expected of [20, 40, 50]) {
      await eventually(async () => {
        const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(metrics?.total_sent).toBeGreaterThanOrEqual(expected); // two steps for each contact that started
        const { sendable_now } = await rest.get(Pacing, `campaigns/${id}/pacing/`);
        expect(sendable_now).toBe(0);
      });
      system.clock.advance(DAY_MS);
    }
    await eventually(async () => {
      const { status, metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
      expect([status, metrics]).toMatchObject(['completed', { total_sent: 50, delivered: 50 }]);
    });

    const sends = await rest.all(SendView, `campaigns/${id}/sends/`);
    const startedOn = (day: string) =>
      sends.filter(({ step_number, sent_at }) => step_number === 1 && sent_at?.startsWith(day)).length;
    expect(['2026-12-07', '2026-12-08', '2026-12-09'].map(startedOn)).toEqual([10, 10, 5]);
  });
});
