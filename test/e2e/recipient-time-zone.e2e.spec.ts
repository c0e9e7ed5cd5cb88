import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BulkContactsResult, CampaignResource, Pacing, SendView } from '#contracts';
import { eventually } from '#testing';
import { createCampaign, createSendingAccounts, createWorkspace } from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const Sends = z.object({ results: z.array(SendView) });

describe('recipient_time_zone', () => {
  const system = useSystem();

  it('sends to each contact within the window of its own time zone', async () => {
    system.clock.travelTo(new Date('2026-12-07T06:00:00Z')); // a Monday
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, {
      smtpPort: system.mailbox.smtpPort,
      now: system.clock.now(),
    });
    await rest.post(BulkContactsResult, 'contacts/bulk/', {
      contacts: [
        { email: 'grace@x.example', time_zone: 'America/New_York' },
        { email: 'konrad@x.example', time_zone: 'Europe/Berlin' },
        { email: 'nobody-knows@x.example' },
      ],
    });
    const window = { send_window_start: 9, send_window_end: 11, time_zone: 'UTC', recipient_time_zone: true };
    const { id } = await createCampaign(rest, accounts, window);
    await rest.act(`campaigns/${id}/launch/`);

    await eventually(async () => {
      const { results } = await rest.get(Sends, `campaigns/${id}/sends/`);
      expect(Object.fromEntries(results.map(({ email, scheduled_at }) => [email, scheduled_at]))).toEqual({
        'konrad@x.example': '2026-12-07T08:00:00.000Z',
        'nobody-knows@x.example': '2026-12-07T09:00:00.000Z',
        'grace@x.example': '2026-12-07T14:00:00.000Z',
      });
    });
    const pacing = { blockers: [], sendable_now: 0, next_send_at: '2026-12-07T08:00:00.000Z' };
    expect(await rest.get(Pacing, `campaigns/${id}/pacing/`)).toMatchObject(pacing);

    for (const [hour, expected] of [
      ['08', 2],
      ['09', 4],
      ['14', 6],
    ] as const) {
      system.clock.travelTo(new Date(`2026-12-07T${hour}:00:00Z`));
      await eventually(async () => {
        const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(metrics?.total_sent).toBeGreaterThanOrEqual(expected); // two steps for each contact
      });
    }

    const sends = await rest.all(SendView, `campaigns/${id}/sends/`);
    const hours = sends.map(
      ({ email, step_number, sent_at }) => `${email} ${step_number} ${sent_at?.slice(0, 13)}`,
    );
    expect(hours.toSorted()).toEqual([
      'grace@x.example 1 2026-12-07T14',
      'grace@x.example 2 2026-12-07T14',
      'konrad@x.example 1 2026-12-07T08',
      'konrad@x.example 2 2026-12-07T08',
      'nobody-knows@x.example 1 2026-12-07T09',
      'nobody-knows@x.example 2 2026-12-07T09',
    ]);
  });
});
