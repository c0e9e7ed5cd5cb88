import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CampaignResource, SendView } from '#contracts';
import { eventually } from '#testing';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { duplicateRecipients, receivedMessages } from '../support/received-messages.js';
import { useSystem } from '../support/use-system.js';

describe('pausing a campaign that is sending', () => {
  const system = useSystem();

  it('starts no message after its response, and resuming reaches each contact once', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 600);
    const { id } = await createCampaign(rest, accounts);
    await rest.act(`campaigns/${id}/launch/`);
    await eventually(() => expect(system.mailbox.count()).toBeGreaterThan(100));

    const answer = await call(rest, 'POST', `campaigns/${id}/pause/`, { reason: 'reviewing_copy' });
    const answeredAt = system.clock.now();
    const paused = CampaignResource.extend({ in_flight: z.number() }).parse(answer.body);

    expect(answer.status).toBe(200);
    expect(paused).toMatchObject({ status: 'paused', paused_by: 'user', pause_reason: 'reviewing_copy' });
    await otherCampaignCompletes(); // the dispatcher had time to send more
    const sends = await rest.all(SendView, `campaigns/${id}/sends/`);
    const addresses = new Set(sends.map(({ email }) => email));
    const arrived = (await receivedMessages(system.mailbox.url)).filter(({ to }) => addresses.has(to));
    const lateArrivals = arrived.filter(({ received_at }) => new Date(received_at) > answeredAt);

    expect(sends.filter(({ status }) => status === 'sending')).toEqual([]);
    expect(lateArrivals.length).toBeLessThanOrEqual(paused.in_flight);
    expect(arrived).toHaveLength(sends.filter(({ status }) => status === 'sent').length);
    expect(arrived.length).toBeLessThan(1_200); // the campaign was not over before the pause

    await rest.act(`campaigns/${id}/resume/`);
    await eventually(async () => {
      const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
      expect(campaign).toMatchObject({ status: 'completed', paused_by: null, pause_reason: null });
      expect(campaign.metrics).toMatchObject({ delivered: 1_200 });
    });
    expect(duplicateRecipients(await receivedMessages(system.mailbox.url))).toEqual([]);
  });

  async function otherCampaignCompletes(): Promise<void> {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 20);
    const { id } = await createCampaign(rest, accounts);
    await rest.act(`campaigns/${id}/launch/`);
    await eventually(async () => {
      expect(await rest.get(CampaignResource, `campaigns/${id}/`)).toMatchObject({ status: 'completed' });
    });
  }

  it('of a draft is a conflict that names the state and the action', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { count: 1, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 1);
    const { id } = await createCampaign(rest, accounts);

    const answer = await call(rest, 'POST', `campaigns/${id}/pause/`);

    expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    expect(JSON.stringify(answer.body)).toMatch(/pause.*draft|draft.*pause/);
  });
});
