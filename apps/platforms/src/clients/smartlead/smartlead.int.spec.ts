import { describe, expect, it } from '@jest/globals';
import { SmartleadServer } from '../../../../../test/platforms/smartlead-server.js';
import { aPlan } from '../../../test/a-plan.js';
import { keepsTheContract } from '../../../test/contract/platform-contract.js';
import { useCalls } from '../../../test/use-calls.js';
import type { LeadToPush } from '../domain/campaign-plan.js';
import type { Signal } from '../domain/signal.js';
import { smartlead } from './smartlead-client.js';

const FAST = { requests: 100_000, perMs: 1_000 };
const callTo = useCalls();
const server = new SmartleadServer();
server.limits = false;

const leadOf = (email: string, variables: Record<string, string> = {}): LeadToPush => ({
  email,
  firstName: null,
  lastName: null,
  companyName: null,
  variables,
  reference: 'enr_1',
});

describe('Smartlead', () => {
  keepsTheContract({
    client: smartlead,
    server,
    callTo,
    manyAccounts: 130,
    differs: { pausesLeads: true, pollsNoAccount: true },
  });

  const call = () => callTo(smartlead, server, { rate: FAST });
  const planOf = (marker: string, different: Parameters<typeof aPlan>[0] = {}) => {
    const accounts = server.accounts.map(({ email, id }) => ({ email, externalId: id }));
    return aPlan({ marker, accounts, ...different });
  };

  it('is told the window, the days, the gap and what is tracked', async () => {
    const there = await call();
    const plan = planOf('camp_window', { endHour: 24, sendDays: [1, 7], openTracking: false });
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    expect(server.campaignOf('camp_window')?.settings).toMatchObject({
      timezone: 'Europe/Paris',
      days: [0, 1],
      start_hour: '09:00',
      end_hour: '23:59',
      min_time_btw_emails: 10,
      track_settings: ['DONT_TRACK_EMAIL_OPEN'],
    });
    expect((await smartlead.observe(there, id))?.settings).toEqual({
      name: 'Autumn',
      startHour: 9,
      endHour: 24,
      sendDays: [1, 7],
      minMinutesBetween: 10,
      openTracking: false,
      linkTracking: true,
    });
  });

  it('takes another sequence of a campaign that runs, which pauses it; the same sequence does not', async () => {
    const there = await call();
    const plan = planOf('camp_running');
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    await smartlead.activate(there, id);
    await smartlead.applyPlan(there, id, planOf('camp_running', { minMinutesBetween: 20 }));
    expect(server.campaignOf('camp_running')?.state).toBe('active');

    const steps = [{ stepNumber: 1, delayMs: 0, sameThread: false }];
    await smartlead.applyPlan(there, id, planOf('camp_running', { steps }));
    expect(server.campaignOf('camp_running')).toMatchObject({ state: 'paused', steps: [{ delay: 0 }] });
  });

  it('rounds a delay up to whole days', async () => {
    const there = await call();
    const steps = [
      { stepNumber: 1, delayMs: 0, sameThread: false },
      { stepNumber: 2, delayMs: 3_600_000, sameThread: true },
    ];
    const plan = planOf('camp_delays', { steps });
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    expect(server.campaignOf('camp_delays')?.steps.map(({ delay }) => delay)).toEqual([0, 1]);
  });

  it('has no account that the plan has not', async () => {
    const there = await call();
    server.addAccount('second@ours.example');
    const plan = planOf('camp_accounts');
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    expect(server.campaignOf('camp_accounts')?.accounts).toHaveLength(2);
    await smartlead.applyPlan(there, id, { ...plan, accounts: plan.accounts.slice(1) });
    expect((await smartlead.observe(there, id))?.accounts).toEqual(['second@ours.example']);
    server.accounts.splice(1);
  });

  it.each([true, false])(
    'says which lead of a push it refuses, and takes the others; ids: %s',
    async (namesIds) => {
      server.leads.namesIds = namesIds;
      const there = await call();
      const id = await smartlead.createCampaign(there, planOf(`camp_refused${String(namesIds)}`));
      server.leads.blocked.add('blocked@example.com');
      const texts = Object.fromEntries(Array.from({ length: 22 }, (_, n) => [`nimbus_${n}`, 'x']));
      const results = await smartlead.pushLeads(there, id, [
        leadOf('a@example.com'),
        leadOf('Blocked@example.com'),
        leadOf('not an address'),
        leadOf('long@example.com', texts),
        leadOf('b@example.com'),
      ]);
      server.leads.namesIds = true;
      expect(results).toMatchObject([
        { kind: 'pushed', leadId: expect.any(String) },
        { kind: 'refused', code: 'blocklisted' },
        { kind: 'refused', code: 'invalid_email' },
        { kind: 'refused', code: 'too_many_steps' },
        { kind: 'pushed', leadId: expect.any(String) },
      ]);
    },
  );

  it('tells bounces and unsubscribes of older messages when it is polled', async () => {
    const there = await call();
    const plan = planOf('camp_polled');
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    await smartlead.activate(there, id);
    await smartlead.pushLeads(there, id, [leadOf('bounce@example.com'), leadOf('leave@example.com')]);
    for (const email of ['bounce@example.com', 'leave@example.com']) server.sendNext(email, 'camp_polled');
    server.bounce('bounce@example.com');
    server.unsubscribe('leave@example.com');
    const polled: Signal[] = [];
    const later = new Date(Date.now() + 60_000);
    for await (const signal of smartlead.pollSignals?.(there, id, later) ?? []) polled.push(signal);
    expect(polled.map((signal) => [signal.kind, 'email' in signal ? signal.email : null])).toEqual([
      ['bounced', 'bounce@example.com'],
      ['unsubscribed', 'leave@example.com'],
    ]);
  });

  it('tells a reply without its step when it is polled: the rows of several steps show one reply', async () => {
    const there = await call();
    const plan = planOf('camp_replied');
    const id = await smartlead.createCampaign(there, plan);
    await smartlead.applyPlan(there, id, plan);
    await smartlead.activate(there, id);
    await smartlead.pushLeads(there, id, [leadOf('answers@example.com')]);
    server.sendNext('answers@example.com', 'camp_replied');
    server.reply('answers@example.com', 'Tell me more');
    const replied: Signal[] = [];
    for await (const signal of smartlead.pollSignals?.(there, id, new Date(Date.now() - 60_000)) ?? [])
      if (signal.kind === 'replied') replied.push(signal);
    expect(replied).toMatchObject([{ stepNumber: null, reply: { text: 'Tell me more' } }]);
  });

  it('asks not more often than the smallest plan allows', async () => {
    const limited = await new SmartleadServer().start();
    const there = await callTo(smartlead, limited);
    await Promise.all(Array.from({ length: 14 }, () => smartlead.check(there)));
    expect(limited.exceeded).toBe(0);
    await limited.stop();
  });
});
