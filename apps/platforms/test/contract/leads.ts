import { describe, expect, it } from '@jest/globals';
import { leads, type ContractBench } from './contract-bench.js';

export function takesLeads({ client, server, bench, differs }: ContractBench): void {
  describe('leads', () => {
    it('are pushed with their texts, in order, and sent in them', async () => {
      const id = await bench.running([]);
      const pushed = await client.pushLeads(bench.call, id, leads(3));
      const there = server.campaignOf(bench.marker)?.leads ?? [];
      expect(there.map(({ email }) => email)).toEqual(leads(3).map(({ email }) => email));
      const told = (leadId: string) => (differs.tellsNoIds === true ? null : leadId);
      expect(pushed).toEqual(there.map((lead) => ({ kind: 'pushed', leadId: told(lead.id) })));
      expect(server.sendNext('lead1@example.com', bench.marker)).toMatchObject({
        subject: 'Hello lead1',
        body: '<p>Hello lead1</p>',
      });
      expect(server.sendNext('lead1@example.com', bench.marker)).toMatchObject({
        subject: 'Re: Hello lead1',
        body: '<p>Again</p>',
      });
      expect(there[0]?.variables).toMatchObject({ nimbus_reference: 'enr_lead0' });
    });

    it('fit into one push up to its bound', async () => {
      const id = await bench.campaign();
      const full = leads(client.leadsPerPush);
      const results = await client.pushLeads(bench.call, id, full);
      expect(results).toHaveLength(full.length);
      expect(server.campaignOf(bench.marker)?.leads).toHaveLength(full.length);
    });

    it('that are there already are pushed, not added again', async () => {
      if (differs.doublesLeads === true) return; // so they are looked up
      const id = await bench.running(leads(2));
      const again = await client.pushLeads(bench.call, id, leads(3));
      expect(again.map(({ kind }) => kind)).toEqual(['pushed', 'pushed', 'pushed']);
      expect(server.campaignOf(bench.marker)?.leads.map(({ timesPushed }) => timesPushed)).toEqual([1, 1, 1]);
    });
  });
}

export function findsLeads({ client, server, bench, differs }: ContractBench): void {
  describe('leads that are there', () => {
    it('are found by address, whatever its case, in this campaign alone', async () => {
      const id = await bench.running(leads(120));
      const asked = ['LEAD0@Example.com', 'lead119@example.com', 'nobody@example.com'];
      const found = await client.findLeads(bench.call, id, asked);
      expect([...found.keys()].toSorted()).toEqual(['lead0@example.com', 'lead119@example.com']);
      const other = await client.createCampaign(bench.call, await bench.plan({ marker: `${bench.marker}x` }));
      expect((await client.findLeads(bench.call, other, asked)).size).toBe(0);
    });

    it('that are removed get nothing more; one that is gone is fine', async () => {
      const id = await bench.running(leads(2, 'leaving'));
      const found = await client.findLeads(bench.call, id, ['leaving0@example.com']);
      const byId = { email: 'leaving0@example.com', leadId: found.get('leaving0@example.com') ?? null };
      const byAddress = { email: 'leaving1@example.com', leadId: null };
      for (const lead of [byId, byAddress, byId, byAddress]) await client.removeLead(bench.call, id, lead);
      const removed = differs.pausesLeads === true ? 'paused' : 'removed';
      expect(server.campaignOf(bench.marker)?.leads.map(({ state }) => state)).toEqual([removed, removed]);
      expect(server.sendNext('leaving0@example.com', bench.marker)).toBeUndefined();
      const left = await client.findLeads(bench.call, id, [byId.email, byAddress.email]);
      expect(left.size).toBe(differs.pausesLeads === true ? 2 : 0);
    });
  });
}
