import { describe, expect, it } from '@jest/globals';
import { ReachinboxServer } from '../../../../../test/platforms/reachinbox-server.js';
import { aPlan } from '../../../test/a-plan.js';
import { keepsTheContract } from '../../../test/contract/platform-contract.js';
import { useCalls } from '../../../test/use-calls.js';
import type { LeadToPush } from '../domain/campaign-plan.js';
import type { Signal } from '../domain/signal.js';
import { reachinbox } from './reachinbox-client.js';

const FAST = { requests: 100_000, perMs: 1_000 };
const callTo = useCalls();

const leadOf = (email: string): LeadToPush => ({
  email,
  firstName: 'Ada',
  lastName: null,
  companyName: null,
  variables: { nimbus_subject_1: 'Hello', nimbus_body_1: '<p>Hi</p>' },
  reference: 'enr_1',
});
const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => leadOf(`${prefix}${n}@example.com`));

describe.each([false, true])('ReachInbox, its lists in rows: %s', (inRows) => {
  const server = new ReachinboxServer();
  server.limits = false;
  server.inRows = inRows;
  keepsTheContract({
    client: reachinbox,
    server,
    callTo,
    manyAccounts: 130,
    differs: {
      pausesLeads: true,
      doublesLeads: true,
      tellsNoIds: true,
      keepsNames: true,
      tellsNoStart: true,
      pollsTheRest: true,
    },
  });

  const call = () => callTo(reachinbox, server, { rate: FAST });
  const planOf = (marker: string, different: Parameters<typeof aPlan>[0] = {}) => {
    const accounts = server.accounts.map(({ email, id }) => ({ email, externalId: id }));
    return aPlan({ marker, accounts, ...different });
  };
  async function campaign(marker: string, different: Parameters<typeof aPlan>[0] = {}) {
    const there = await call();
    const plan = planOf(marker, different);
    const id = await reachinbox.createCampaign(there, plan);
    await reachinbox.applyPlan(there, id, plan);
    await reachinbox.activate(there, id);
    return { there, id };
  }

  it('is told the window, the days, the limits and what is tracked', async () => {
    const { there, id } = await campaign('camp_window', {
      endHour: 24,
      sendDays: [1, 7],
      openTracking: false,
    });
    expect(server.campaignOf('camp_window')?.settings).toMatchObject({
      schedules: [
        {
          timing: { from: '09:00', to: '23:59' },
          days: { '0': true, '1': true, '2': false, '6': false },
          timezone: 'Europe/Paris',
        },
      ],
      dailyLimit: 500,
      maxNewLeads: 50,
      delay: 600,
      tracking: false,
      linkTracking: true,
    });
    expect((await reachinbox.observe(there, id))?.settings).toMatchObject({
      name: 'Autumn',
      dailyLimit: 500,
      maxNewLeadsPerDay: 50,
      openTracking: false,
      stopOnDomainReply: false,
    });
  });

  it('adds the same lead twice, so a push in doubt is looked up over all pages', async () => {
    const { there, id } = await campaign('camp_pages');
    await reachinbox.pushLeads(there, id, many(80, 'first'));
    await reachinbox.pushLeads(there, id, many(80, 'second'));
    const found = await reachinbox.findLeads(there, id, [
      'first3@example.com',
      'SECOND79@example.com',
      'x@example.com',
    ]);
    expect([...found.keys()].toSorted()).toEqual(['first3@example.com', 'second79@example.com']);
  });

  it('pauses the one lead that is removed, and no other', async () => {
    const { there, id } = await campaign('camp_leaving');
    await reachinbox.pushLeads(there, id, many(3, 'three'));
    await reachinbox.removeLead(there, id, { email: 'three1@example.com', leadId: null });
    await reachinbox.removeLead(there, id, { email: 'nobody@example.com', leadId: null });
    expect(server.campaignOf('camp_leaving')?.leads.map(({ state }) => state)).toEqual([
      'active',
      'paused',
      'active',
    ]);
  });

  it('says which lead of a push it did not take', async () => {
    const { there, id } = await campaign('camp_refused');
    const results = await reachinbox.pushLeads(there, id, [leadOf('a@example.com'), leadOf('nowhere')]);
    expect(results).toMatchObject([
      { kind: 'pushed', leadId: expect.any(String) },
      { kind: 'refused', code: 'not_accepted' },
    ]);
  });

  it('tells who unsubscribed when it is polled: it has no hook for that', async () => {
    const { there, id } = await campaign('camp_unsubscribed');
    await reachinbox.pushLeads(there, id, many(60, 'leaving'));
    server.sendNext('leaving55@example.com', 'camp_unsubscribed');
    server.unsubscribe('leaving55@example.com');
    const polled: Signal[] = [];
    for await (const signal of reachinbox.pollSignals?.(there, id, new Date()) ?? []) polled.push(signal);
    expect(polled).toMatchObject([
      { kind: 'unsubscribed', email: 'leaving55@example.com', platformCampaignId: id },
    ]);
  });
});
