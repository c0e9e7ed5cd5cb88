import { describe, expect, it } from '@jest/globals';
import { CampaignResource, SendView } from '#contracts';
import { eventually } from '#testing';
import { reconcile } from '../../apps/standalone/src/demo/reconciliation.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { receivedMessages } from '../support/received-messages.js';
import { useSystem } from '../support/use-system.js';

describe('a campaign of two steps', () => {
  const system = useSystem();

  it('reaches each contact once per step, bounces refused contacts, completes, and its metrics equal the mailbox', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 120, { gone: 4 });
    const draft = await createCampaign(rest, accounts);
    expect(draft).toMatchObject({ status: 'draft', started_at: null });

    const launched = await rest.post(CampaignResource, `campaigns/${draft.id}/launch/`);
    expect(launched.status).toBe('active');

    const completed = await eventually(async () => {
      const campaign = await rest.get(CampaignResource, `campaigns/${draft.id}/`);
      expect(campaign.status).toBe('completed');
      expect(campaign.metrics).toMatchObject({
        total_sent: 236,
        delivered: 232,
        bounced: 4,
        bounce_rate: 0.017,
      });
      return campaign;
    });
    expect(completed.completed_at).not.toBeNull();
    const { differences, received } = await reconcile(rest, draft.id, system.mailbox.url);
    expect(differences).toEqual([]);
    expect(received).toBe(232);
  });

  it('sends the follow-up from the same account, into the same thread', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 20);
    const { id } = await createCampaign(rest, accounts);
    await rest.act(`campaigns/${id}/launch/`);

    const sends = await eventually(async () => {
      const all: SendView[] = [];
      for await (const send of rest.each(SendView, `campaigns/${id}/sends/`)) all.push(send);
      expect(all.filter((send) => send.status === 'sent')).toHaveLength(40);
      return all;
    });
    for (const followUp of sends.filter((send) => send.step_number === 2)) {
      const first = sends.find((send) => send.step_number === 1 && send.contact_id === followUp.contact_id);
      expect(followUp.sending_account_id).toBe(first?.sending_account_id);
      expect(followUp.subject).toBe(`Re: ${first?.subject}`);
    }
    const mine = new Set(sends.map((send) => send.message_id));
    const kept = (await receivedMessages(system.mailbox.url)).filter((message) =>
      mine.has(message.message_id),
    );
    expect(kept).toHaveLength(40);
  });
});
