import { describe, expect, it } from '@jest/globals';
import { LemlistServer } from '../../../../../test/platforms/lemlist-server.js';
import { aPlan } from '../../../test/a-plan.js';
import { keepsTheContract } from '../../../test/contract/platform-contract.js';
import { useCalls } from '../../../test/use-calls.js';
import { lemlist } from './lemlist-client.js';

class WithoutLimit extends LemlistServer {
  protected override readonly limit = { requests: Number.POSITIVE_INFINITY, perMs: 1_000 };
}

const FAST = { rate: { requests: 100_000, perMs: 1_000 } };
const callTo = useCalls();
const UNNAMED = { firstName: null, lastName: null, companyName: null, variables: {}, reference: 'enr_1' };
const lead = (email: string) => ({ ...UNNAMED, email });

describe('lemlist', () => {
  const server = new WithoutLimit();
  keepsTheContract({ client: lemlist, server, callTo, manyAccounts: 12 });

  it('pauses a new campaign, which runs as soon as it is created', async () => {
    const call = await callTo(lemlist, server, FAST);
    await lemlist.createCampaign(call, aPlan({ marker: 'camp_new' }));
    expect(server.served.slice(-2).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /campaigns',
      expect.stringMatching(/^POST .*\/pause$/),
    ]);
    expect(server.campaignOf('camp_new')?.state).toBe('paused');
  });

  it('leaves a creation in doubt where the pause after it fails', async () => {
    const call = await callTo(lemlist, server, FAST);
    server.faults.next('error', { path: /\/pause$/, times: 3 });
    const plan = aPlan({ marker: 'camp_unpaused' });
    await expect(lemlist.createCampaign(call, plan)).rejects.toMatchObject({ doubtful: true });
    expect(await lemlist.findCampaign(call, plan.marker)).toBe(server.campaignOf(plan.marker)?.id);
  });

  it('sends to leads without the review of a person, in our window', async () => {
    const call = await callTo(lemlist, server, FAST);
    const plan = aPlan({ marker: 'camp_window', endHour: 24, sendDays: [7, 1], minMinutesBetween: 5 });
    const id = await lemlist.createCampaign(call, plan);
    await lemlist.applyPlan(call, id, plan);
    await lemlist.applyPlan(call, id, plan);
    expect(server.campaignOf('camp_window')?.settings).toMatchObject({
      autoReview: true,
      stopOnEmailReplied: true,
      disableTrackOpen: false,
    });
    expect([...server.sequences.schedules.values()].filter(({ name }) => name === 'camp_window')).toEqual([
      expect.objectContaining({
        timezone: 'Europe/Paris',
        start: '09:00',
        end: '23:59',
        weekdays: [1, 7],
        secondsToWait: 300,
      }),
    ]);
  });

  it('refuses a lead for ever that it never takes, also where it says so with 500', async () => {
    const call = await callTo(lemlist, server, FAST);
    const id = await lemlist.createCampaign(call, aPlan({ marker: 'camp_grave' }));
    server.leads.graveyard.add('gone@example.com');
    const results = await lemlist.pushLeads(call, id, [
      lead('a@example.com'),
      lead('gone@example.com'),
      lead('no'),
    ]);
    expect(results).toMatchObject([
      { kind: 'pushed' },
      { kind: 'refused', code: 'blocklisted', message: expect.stringMatching(/graveyard/) },
      { kind: 'refused', code: 'not_accepted', message: expect.stringMatching(/Invalid email/) },
    ]);
  });

  it.each([
    { fault: 'cut_after', place: 0.99, kind: 'doubtful', because: 'unavailable', arrived: 2 },
    { fault: 'rate_limited', place: 0.2, kind: 'not_tried', because: 'rate_limited', arrived: 1 },
  ])(
    'tells of each lead what it knows of it, where the second one meets $fault',
    async ({ fault, place, kind, because, arrived }) => {
      const call = await callTo(lemlist, server, FAST);
      const id = await lemlist.createCampaign(call, aPlan({ marker: `camp_half_${fault}` }));
      const leads = ['first', 'second', 'third'].map((name) => lead(`${name}.${fault}@example.com`));
      const [passes, fails] = [0.9, 0.1];
      const draws = [passes, fails, place];
      server.faults.atRandom(0.5, () => draws.shift() ?? passes);
      const results = await lemlist.pushLeads(call, id, leads);
      server.faults.none();
      const failure = { kind: because, ...(because === 'rate_limited' && { retryAt: expect.any(Date) }) };
      expect(results).toMatchObject([{ kind: 'pushed' }, { kind, failure }, { kind: 'not_tried', failure }]);
      const there = server.campaignOf(`camp_half_${fault}`)?.leads.map(({ email }) => email);
      expect(there).toEqual(leads.slice(0, arrived).map(({ email }) => email));
    },
  );

  it('adds no step twice whose answer is lost', async () => {
    const call = await callTo(lemlist, server, FAST);
    const plan = aPlan({ marker: 'camp_steps' });
    const id = await lemlist.createCampaign(call, plan);
    server.faults.next('cut_after', { path: /^POST .*steps/ });
    await expect(lemlist.applyPlan(call, id, plan)).rejects.toMatchObject({ kind: 'unavailable' });
    await lemlist.applyPlan(call, id, plan);
    expect(server.campaignOf('camp_steps')?.steps).toHaveLength(plan.steps.length);
  });

  it('never unsubscribes a person whom it removes from a campaign', async () => {
    const call = await callTo(lemlist, server, FAST);
    const [one, other] = await Promise.all(
      ['camp_one', 'camp_other'].map((marker) => lemlist.createCampaign(call, aPlan({ marker }))),
    );
    if (one === undefined || other === undefined) throw new Error('no campaigns');
    for (const id of [one, other]) await lemlist.pushLeads(call, id, [lead('both@example.com')]);
    await lemlist.removeLead(call, one, { email: 'both@example.com', leadId: null });
    expect(server.lead('both@example.com', 'camp_one').lead.state).toBe('removed');
    expect(server.lead('both@example.com', 'camp_other').lead.state).toBe('active');
  });
});
