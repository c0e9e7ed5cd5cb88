import { describe, expect, it } from '@jest/globals';
import { CampaignResource, pageOf, RetryResult, SendView } from '#contracts';
import { withClient } from '#database';
import { uuidOf } from '#kernel';
import { eventually } from '#testing';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const HOUR_MS = 3_600_000;

describe('an indeterminate send', () => {
  const system = useSystem();

  it('is sent again on request, counts once, and the campaign ends with the follow-ups', async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, {
      smtpPort: system.mailbox.smtpPort,
      now: system.clock.now(),
    });
    await createContacts(rest, 3);
    const { id } = await createCampaign(rest, accounts, {}, { delayMinutes: 60 });
    await rest.act(`campaigns/${id}/launch/`);
    const hasSent = (total: number) =>
      eventually(async () => {
        const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(metrics?.total_sent).toBe(total);
      });
    await hasSent(3);

    await withClient({ connectionString: system.databaseUrl }, (client) =>
      client.query(
        `update dispatcher.send set status = 'indeterminate', sent_at = null
         where id = (select id from dispatcher.send where campaign_id = $1 limit 1)`,
        [uuidOf(id)],
      ),
    );
    system.clock.advance(60_000);
    const again = await rest.post(RetryResult, `campaigns/${id}/sends/retry/`, { status: 'indeterminate' });
    expect(again).toEqual({ retried: 1, skipped: [], next_cursor: null });
    await eventually(async () => {
      const { results } = await rest.get(pageOf(SendView), `campaigns/${id}/sends/?status=sent`);
      expect(results).toHaveLength(3);
    });
    expect(system.mailbox.count()).toBe(4);
    await hasSent(3);

    system.clock.advance(2 * HOUR_MS);
    await hasSent(6);
    await eventually(async () => {
      expect((await rest.get(CampaignResource, `campaigns/${id}/`)).status).toBe('completed');
    });
    expect(system.mailbox.count()).toBe(7);
  });
});
