import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, leads, type ContractBench } from './contract-bench.js';

export function createsCampaigns({ client, server, bench, differs }: ContractBench): void {
  describe('a campaign', () => {
    it('is created once, sends nothing, and is found again by its marker', async () => {
      expect(await client.findCampaign(bench.call, bench.marker)).toBeNull();
      const id = await client.createCampaign(bench.call, await bench.plan());
      expect(await client.findCampaign(bench.call, bench.marker)).toBe(id);
      expect(server.campaignOf(bench.marker)).toMatchObject({ name: expect.stringContaining('Autumn') });
      expect(server.campaignOf(bench.marker)?.state).not.toBe('active');
    });

    it('is found among hundreds of others', async () => {
      const id = await client.createCampaign(bench.call, await bench.plan());
      const there = server.campaignOf(bench.marker);
      if (there === undefined) throw new Error('no campaign');
      for (let n = 0; n < 250; n += 1) {
        const other = String(900_000 + n);
        server.campaigns.set(other, { ...there, id: other, name: `Other ${n}`, leads: [] });
      }
      expect(await client.findCampaign(bench.call, bench.marker)).toBe(id);
      expect(await client.findCampaign(bench.call, 'camp_nowhere')).toBeNull();
      for (let n = 0; n < 250; n += 1) server.campaigns.delete(String(900_000 + n));
    });

    it('has our steps and accounts, however often it is told', async () => {
      const id = await bench.campaign();
      await client.applyPlan(bench.call, id, await bench.plan());
      expect(server.campaignOf(bench.marker)).toMatchObject({
        steps: [
          { subject: '{{nimbus_subject_1}}', body: '{{nimbus_body_1}}' },
          { subject: '', body: '{{nimbus_body_2}}' },
        ],
        accounts: expect.arrayContaining([ACCOUNT]),
      });
      expect(server.campaignOf(bench.marker)?.steps).toHaveLength(2);
    });

    it('follows another plan', async () => {
      const id = await bench.campaign();
      const steps = [{ stepNumber: 1, delayMs: 0, sameThread: false }];
      await client.applyPlan(bench.call, id, await bench.plan({ name: 'Winter', steps }));
      expect(server.campaignOf(bench.marker)).toMatchObject({
        name: expect.stringContaining(differs.keepsNames === true ? 'Autumn' : 'Winter'),
        steps: [{ body: '{{nimbus_body_1}}' }],
      });
      expect(server.campaignOf(bench.marker)?.steps).toHaveLength(1);
    });
  });
}

export function obeysCommands({ client, server, bench }: ContractBench): void {
  describe('the state of a campaign', () => {
    it('is as it was told last, also where it is told twice', async () => {
      const id = await bench.running(leads(1));
      for (const [command, state] of [
        ['pause', 'paused'],
        ['activate', 'active'],
      ] as const) {
        await client[command](bench.call, id);
        await client[command](bench.call, id);
        expect(server.campaignOf(bench.marker)?.state).toBe(state);
        expect(await client.observe(bench.call, id)).toMatchObject({ state });
      }
      await client.stop(bench.call, id);
      await client.stop(bench.call, id);
      expect(server.campaignOf(bench.marker)?.state).not.toBe('active');
      expect((await client.observe(bench.call, id))?.state).not.toBe('active');
    });

    it('without leads is active once it was told so', async () => {
      const id = await bench.campaign();
      await client.activate(bench.call, id);
      expect(await client.observe(bench.call, id)).toMatchObject({ state: 'active' });
    });

    it('that a person paused, completed or deleted there is seen so', async () => {
      const id = await bench.running(leads(1));
      server.pauseThere(bench.marker);
      expect(await client.observe(bench.call, id)).toMatchObject({ state: 'paused' });
      server.completeThere(bench.marker);
      expect(await client.observe(bench.call, id)).toMatchObject({ state: 'completed' });
      server.deleteThere(bench.marker);
      expect(await client.observe(bench.call, id)).toBeNull();
    });
  });
}
