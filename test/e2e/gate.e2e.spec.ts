import { describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

describe('the deliverability gate', () => {
  const system = useSystem();

  it('refuses a launch with every reason and its figures, and leaves the campaign a draft', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const warmed = await createSendingAccounts(rest, { count: 14, smtpPort: system.mailbox.smtpPort });
    await createSendingAccounts(rest, { count: 6, smtpPort: system.mailbox.smtpPort, daysWarming: 3 });
    await createContacts(rest, 5);
    const { id } = await createCampaign(rest, warmed);

    const answer = await call(rest, 'POST', `campaigns/${id}/launch/`);

    expect(answer.status).toBe(422);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'gate_blocked',
      blocking_reasons: [
        {
          code: 'insufficient_stage_inboxes',
          message: 'fleet has only 14 stage 3+ inboxes; 20 required',
          actual: 14,
          required: 20,
        },
      ],
    });
    const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
    expect(campaign).toMatchObject({ status: 'draft', started_at: null });
    const decisions = await call(rest, 'GET', 'deliverability/events/');
    expect(decisions.body).toMatchObject({ results: [{ campaign_id: id, verdict: 'blocked' }] });
  });

  it('allows the same campaign once there are enough accounts', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const warmed = await createSendingAccounts(rest, { count: 14, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 5);
    const { id } = await createCampaign(rest, warmed);
    expect((await call(rest, 'POST', `campaigns/${id}/launch/`)).status).toBe(422);

    await createSendingAccounts(rest, { count: 6, smtpPort: system.mailbox.smtpPort });

    expect((await call(rest, 'POST', `campaigns/${id}/launch/`)).status).toBe(200);
  });
});
