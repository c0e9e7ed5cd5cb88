import { describe, expect, it } from '@jest/globals';
import type { PlatformServer } from '../../../../test/platforms/platform-server.js';
import { Receiver } from '../../../../test/support/webhook-receivers.js';
import type { Signal } from '../../src/clients/domain/signal.js';
import type { PlatformClient } from '../../src/clients/platform-client.js';
import { ACCOUNT, leads, type ContractBench } from './contract-bench.js';

export function tellsFacts({ client, server, bench }: ContractBench): void {
  describe('facts', () => {
    it('come by the hook that we register once', async () => {
      if (client.registerHook === undefined) return;
      const receiver = await Receiver.start();
      const id = await bench.running(leads(1, 'hooked'));
      const first = await client.registerHook(bench.call, receiver.url, id);
      expect(await client.registerHook(bench.call, receiver.url, id)).toBe(first);
      server.sendNext('hooked0@example.com', bench.marker);
      await server.hooks.idle();
      expect(receiver.received.map(({ body }) => client.parseHook(JSON.parse(body)))).toEqual([
        [
          expect.objectContaining({
            kind: 'sent',
            platformCampaignId: id,
            email: 'hooked0@example.com',
            stepNumber: 1,
            accountEmail: ACCOUNT,
          }),
        ],
      ]);
      await receiver.stop();
    });

    it('of each kind are understood as they are told', async () => {
      await bench.running(leads(2, 'told'));
      const bodies = told(server, () => {
        server.sendNext('told0@example.com', bench.marker);
        server.open('told0@example.com');
        server.click('told0@example.com', 'https://ours.example/a');
        server.reply('told0@example.com', 'Tell me more');
        server.sendNext('told1@example.com', bench.marker);
        server.bounce('told1@example.com', '550 5.1.1 no such user');
      });
      const signals = bodies.flatMap((body) => signalsOf(client, body));
      const platformCampaignId = server.campaignOf(bench.marker)?.id;
      expect(signals.map(({ kind }) => kind)).toEqual([
        'sent',
        'opened',
        'clicked',
        'replied',
        'sent',
        'bounced',
      ]);
      for (const signal of signals) expect(signal).toMatchObject({ platformCampaignId, stepNumber: 1 });
      expect(signals[3]).toMatchObject({ reply: { text: 'Tell me more' } });
    });
  });
}

export function repeatsFacts({ client, server, bench, differs }: ContractBench): void {
  describe('facts that were told', () => {
    it('come again by polling, with the keys of their hooks', async () => {
      if (client.pollSignals === undefined || differs.pollsTheRest === true) return;
      const id = await bench.running(leads(1, 'polled'));
      const bodies = told(server, () => {
        server.sendNext('polled0@example.com', bench.marker);
        server.reply('polled0@example.com', 'Tell me more');
      });
      const polled = await all(client.pollSignals(bench.call, id, new Date(Date.now() - 60_000)));
      expect(polled.map(({ key }) => key).toSorted()).toEqual(
        bodies.flatMap((body) => signalsOf(client, body).map(({ key }) => key)).toSorted(),
      );
      expect(polled).toContainEqual(
        expect.objectContaining({
          kind: 'sent',
          email: 'polled0@example.com',
          stepNumber: 1,
          accountEmail: differs.pollsNoAccount === true ? null : ACCOUNT,
        }),
      );
      expect(await all(client.pollSignals(bench.call, id, new Date(Date.now() + 60_000)))).toEqual([]);
    });
  });
}

/** The bodies of the hooks of what happens. */
function told(server: PlatformServer, happen: () => void): readonly unknown[] {
  const bodies: unknown[] = [];
  const send = server.hooks.send.bind(server.hooks);
  server.hookUrls.add('https://ours.example/hooks');
  server.hooks.send = (_, body) => void bodies.push(body);
  try {
    happen();
  } finally {
    server.hooks.send = send;
    server.hookUrls.clear();
  }
  return bodies;
}

function signalsOf(client: PlatformClient, body: unknown): readonly Signal[] {
  const parsed = client.parseHook(body);
  if ('unknown' in parsed) throw new Error(parsed.unknown);
  return parsed;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const seen: Item[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}
