import { describe, expect, it } from '@jest/globals';
import { InstantlyServer } from '../../../../../test/platforms/instantly-server.js';
import { aPlan } from '../../../test/a-plan.js';
import { keepsTheContract } from '../../../test/contract/platform-contract.js';
import { useCalls } from '../../../test/use-calls.js';
import { instantly } from './instantly-client.js';

class WithoutLimit extends InstantlyServer {
  protected override readonly limit = { requests: Number.POSITIVE_INFINITY, perMs: 1_000 };
}

const callTo = useCalls();

describe('Instantly', () => {
  const server = new WithoutLimit();
  keepsTheContract({ client: instantly, server, callTo, manyAccounts: 130 });

  it('says which lead of a push it refuses, and takes the others', async () => {
    const call = await callTo(instantly, server);
    const id = await instantly.createCampaign(call, aPlan({ marker: 'camp_refused' }));
    server.leads.blocked.add('blocked@example.com');
    const lead = { firstName: null, lastName: null, companyName: null, variables: {}, reference: 'enr_1' };
    const results = await instantly.pushLeads(call, id, [
      { ...lead, email: 'a@example.com' },
      { ...lead, email: 'Blocked@example.com' },
      { ...lead, email: 'b@example.com' },
    ]);
    expect(results).toMatchObject([
      { kind: 'pushed', leadId: expect.any(String) },
      { kind: 'refused', code: 'blocklisted', message: expect.stringMatching(/block list/) },
      { kind: 'pushed', leadId: expect.any(String) },
    ]);
  });

  it.each([-99, -1, -2] as const)('reports its own trouble with a campaign: %d', async (status) => {
    const call = await callTo(instantly, server);
    const marker = `camp_trouble${status}`;
    const id = await instantly.createCampaign(call, aPlan({ marker }));
    await instantly.activate(call, id);
    server.trouble(marker, status);
    expect(await instantly.observe(call, id)).toMatchObject({ state: 'paused', problem: expect.any(String) });
  });

  it('switches our hook on again where failures have switched it off', async () => {
    const call = await callTo(instantly, server);
    const id = await instantly.registerHook?.(call, 'https://ours.example/hooks/instantly/t', null);
    const hook = server.webhooks.find((each) => each.id === id);
    if (hook === undefined) throw new Error('no hook');
    hook.status = -1;
    expect(await instantly.registerHook?.(call, 'https://ours.example/hooks/instantly/t', null)).toBe(id);
    expect(hook.status).toBe(1);
  });
});
