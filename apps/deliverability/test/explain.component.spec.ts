import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailBounced, EmailSent, ExplainHealth, UpdateSendingAccount } from '#contracts';
import { newId } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

describe('the explanation of the health of an account', () => {
  it('adds up to the score that the account shows, and has the windows that its hours fall into', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    const hoursAgo = (hours: number) => deliverability.daysAgo(hours / 24);
    await deliverability.publish(
      EmailSent,
      [0, 23, 24, 167, 168, 719, 720].map((hours) => deliverability.sent(account, hoursAgo(hours))),
    );
    await deliverability.publish(EmailBounced, [deliverability.bounced(account, hoursAgo(24))]);
    await eventually(async () =>
      expect((await deliverability.get(account)).warmup.cumulative_sends).toBe(407),
    );
    await deliverability.refreshed();

    const health = await deliverability.rpc.request(ExplainHealth, ref);

    const costs = health.components.reduce((sum, component) => sum + component.costs, 0);
    expect(health.score).toBe((await deliverability.get(account)).health.score);
    expect(Math.abs(100 - costs - (health.score ?? 0))).toBeLessThan(1);
    expect(health.windows).toMatchObject({
      last_24_hours: { sent: 2, bounced: 0 },
      last_7_days: { sent: 5, bounced: 1, bounce_rate: 0.2 },
      last_30_days: { sent: 7, bounced: 1 },
    });
  });

  it('begins anew at a reputation that is reported: what was sent before does not count', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    const ref = { workspace_id: account.workspace_id, sending_account_id: account.id };
    await deliverability.publish(EmailBounced, [deliverability.bounced(account, deliverability.daysAgo(1))]);
    const reputation = async () =>
      (await deliverability.rpc.request(ExplainHealth, ref)).components.find(
        ({ component }) => component === 'reputation',
      );
    await eventually(async () => expect((await reputation())?.points).toBeLessThan(70));

    await deliverability.rpc.request(UpdateSendingAccount, { ...ref, changes: { reputation: 82 } });

    expect(await reputation()).toMatchObject({ points: 82, figures: { start: 82, weighted_sent: 0 } });
  });

  it('is not given for an account of another workspace', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    const asked = { workspace_id: newId('ws'), sending_account_id: account.id };

    expect(await refusalOf(deliverability.rpc.request(ExplainHealth, asked))).toMatchObject({
      code: 'not_found',
    });
  });
});
