import { describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import { eventually } from '#testing';
import { reconcile } from '../../apps/standalone/src/demo/reconciliation.js';
import { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { callUntilAvailable } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { duplicateRecipients, receivedMessages } from '../support/received-messages.js';
import { useSystem } from '../support/use-system.js';

describe('two replicas of every service', () => {
  const system = useSystem({ replicas: 2 });

  it('share a campaign without a second message, effect of an event or response', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 400, { gone: 5 });
    const { id } = await createCampaign(rest, accounts);

    // many callers at both gateways cause exactly one launch
    const other = new RestClient(
      system.baseUrls[1] ?? '',
      rest.authorization['authorization']?.slice(7) ?? '',
    );
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        callUntilAvailable(index % 2 ? rest : other, 'POST', `campaigns/${id}/launch/`),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(23);

    await eventually(async () => {
      const campaign = await other.get(CampaignResource, `campaigns/${id}/`);
      expect(campaign.status).toBe('completed');
      expect(campaign.metrics).toMatchObject({ total_sent: 795, delivered: 790, bounced: 5 });
    });
    expect((await reconcile(rest, id, system.mailbox.url)).differences).toEqual([]);
    expect(duplicateRecipients(await receivedMessages(system.mailbox.url))).toEqual([]);
  });
});
