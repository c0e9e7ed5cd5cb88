import { describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { callUntilAvailable, type ApiResponse } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const AT_ONCE = 24;

describe('actions on one campaign at the same moment', () => {
  const system = useSystem({ replicas: 2 });

  /** Needs no gate. Does not complete: it has more contacts than may start today. */
  async function aDraft(): Promise<{ rest: RestClient; id: string }> {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { count: 1, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 2);
    const settings = { campaign_type: 'nurture', max_new_leads_per_day: 0 };
    const { id } = await createCampaign(rest, accounts, settings);
    return { rest, id };
  }

  /** Sends the actions in turns, all at once, half of them through the other gateway. */
  const race = ({ rest, id }: { rest: RestClient; id: string }, ...actions: string[]) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async (_, index) => {
        const baseUrl = system.baseUrls[index % 4 < 2 ? 0 : 1] ?? system.baseUrl;
        const action = actions[index % actions.length] ?? '';
        const through = { baseUrl, authorization: rest.authorization };
        return { action, answer: await callUntilAvailable(through, 'POST', `campaigns/${id}/${action}/`) };
      }),
    );

  const winners = (raced: { action: string; answer: ApiResponse }[], action: string) =>
    raced.filter((one) => one.action === action && one.answer.status === 200).length;

  function expectLosersToBeConflicts(raced: { answer: ApiResponse }[]): void {
    for (const { answer } of raced.filter((one) => one.answer.status !== 200)) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    }
  }

  it('launch it once, and refuse every other launch as a conflict', async () => {
    const draft = await aDraft();
    const raced = await race(draft, 'launch');
    expectLosersToBeConflicts(raced);
    expect(winners(raced, 'launch')).toBe(1);
    const { status } = await draft.rest.get(CampaignResource, `campaigns/${draft.id}/`);
    expect(status).toBe('active');
  });

  it('archive it once, pause it at most once before that, and never after', async () => {
    const draft = await aDraft();
    await draft.rest.act(`campaigns/${draft.id}/launch/`);
    const raced = await race(draft, 'pause', 'archive');
    expectLosersToBeConflicts(raced);
    expect(winners(raced, 'archive')).toBe(1);
    expect(winners(raced, 'pause')).toBeLessThanOrEqual(1);
    const { status } = await draft.rest.get(CampaignResource, `campaigns/${draft.id}/`);
    expect(status).toBe('archived');
  });
});
