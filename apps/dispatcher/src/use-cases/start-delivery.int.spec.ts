import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MovableClock } from '#kernel';
import { useServers } from '#testing';
import { DeliveryHarness } from '../../test/delivery-harness.js';
import { Instance } from '../persistence/instances.js';
import { StartDelivery } from './start-delivery.js';

const servers = useServers();
const clock = new MovableClock();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());

describe('a delivery', () => {
  it('does not start once the window has closed where the contact is', async () => {
    const { sends } = await harness.claimed(3);
    const startDelivery = new StartDelivery(harness.deliveryAttempts, new Instance(harness.me), clock);
    const minutes = (count: number): Date => new Date(clock.now().getTime() + count * 60_000);
    const windows = [minutes(-1), minutes(60), null];
    const started = sends.map((send, at) => {
      const text = { messageId: `<${send.id}@x>`, subject: 'Hi', variant: null, email: send.email };
      return startDelivery.execute({ send, ...text, closesAt: windows[at] ?? null });
    });

    expect(await Promise.all(started)).toEqual([false, true, true]);
  });
});
