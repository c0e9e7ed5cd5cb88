import { describe, expect, it } from '@jest/globals';
import { leads, type ContractBench } from './contract-bench.js';
import { eachOnce, repeatedly, resultsOf } from './in-doubt.js';

export function survivesFaults({ client, server, bench, differs }: ContractBench): void {
  describe('a platform that fails one time in ten', () => {
    it('has in the end one campaign in the wanted state, and each lead exactly once', async () => {
      let seed = 7;
      server.faults.atRandom(0.1, () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      });
      const wanted = await repeatedly(() => bench.plan());
      const id = await eachOnce(client, bench.call).campaign(wanted);
      await repeatedly(() => client.applyPlan(bench.call, id, wanted));
      await repeatedly(() => client.activate(bench.call, id));
      const all = leads(60, 'faulty');
      await eachOnce(client, bench.call).leads(id, all);
      await repeatedly(() =>
        client.removeLead(bench.call, id, { email: 'faulty9@example.com', leadId: null }),
      );
      await repeatedly(() => client.pause(bench.call, id));
      server.faults.none();

      const there = [...server.campaigns.values()].filter(({ name }) => name.includes(bench.marker));
      expect(there).toHaveLength(1);
      expect(there[0]).toMatchObject({ state: 'paused', steps: [{}, {}] });
      const emails = there[0]?.leads.map(({ email }) => email).toSorted();
      expect(emails).toEqual(all.map(({ email }) => email).toSorted());
      expect(
        there[0]?.leads.filter(
          ({ state }) => state === (differs.pausesLeads === true ? 'paused' : 'removed'),
        ),
      ).toHaveLength(1);
    });

    it.each(['error_after', 'half_body_after', 'cut_after'] as const)(
      'leaves a push in doubt where it was lost on the way: %s',
      async (fault) => {
        const id = await bench.running([]);
        server.faults.next(fault, { path: /^POST .*lead/ });
        const results = await resultsOf(client, bench.call, id, leads(1, fault));
        expect(results).toMatchObject([{ kind: 'doubtful' }]);
        expect((await client.findLeads(bench.call, id, [`${fault}0@example.com`])).size).toBe(1);
      },
    );
  });
}
