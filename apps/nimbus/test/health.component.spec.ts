import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailSent } from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
import { DeliverabilityHarness } from '../../deliverability/test/deliverability-harness.js';
import { toolOn } from './run-nimbus.js';

const servers = useServers();
const nimbus = toolOn(servers);
let deliverability: DeliverabilityHarness;
beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

describe('nimbus health rebuild', () => {
  it('counts wrong figures anew from the facts, all accounts in pages', async () => {
    const [account] = await deliverability.warmFleet(newId('ws'), 51);
    if (account === undefined) throw new Error('no fleet');
    await deliverability.publish(EmailSent, [deliverability.sent(account)]);
    const sends = async () => (await deliverability.get(account)).warmup.cumulative_sends;
    await eventually(async () => expect(await sends()).toBe(401));
    await deliverability.database.query('update account_hour set sent = 99');

    expect(await nimbus.json('health', 'rebuild')).toEqual({ accounts: 51 });
    await deliverability.refreshed();
    expect(await sends()).toBe(401);
  });
});
