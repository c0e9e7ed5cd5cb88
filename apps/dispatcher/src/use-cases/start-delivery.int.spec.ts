import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MovableClock } from '#kernel';
import { useServers } from '#testing';
import { DeliveryHarness, NOON } from '../../test/delivery-harness.js';
import type { ClaimedSend } from '../persistence/claims.js';
import { Instance } from '../persistence/instances.js';
import { StartDelivery } from './start-delivery.js';

const servers = useServers();
const clock = new MovableClock();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.seeder.clear();
  clock.travelTo(NOON);
});

const secondsLater = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1_000);

const start = (
  sends: readonly ClaimedSend[],
  closings: readonly (Date | null)[] = [],
): Promise<boolean[]> => {
  const startDelivery = new StartDelivery(harness.deliveryAttempts, new Instance(harness.me), clock);
  const started = sends.map((send, at) => {
    const text = { messageId: `<${send.id}@x>`, subject: 'Hi', variant: null, email: send.email };
    return startDelivery.execute({ send, ...text, closesAt: closings[at] ?? null });
  });
  return Promise.all(started);
};

describe('a delivery', () => {
  it('does not start once the window has closed where the contact is', async () => {
    const { sends } = await harness.claimed(3);

    expect(await start(sends, [secondsLater(-60), secondsLater(60), null])).toEqual([false, true, true]);
  });

  it('does not start a minute after its claim: the contact may have unsubscribed since', async () => {
    const { sends } = await harness.claimed(2);
    clock.travelTo(secondsLater(30));
    expect(await start(sends.slice(0, 1))).toEqual([true]);
    clock.travelTo(secondsLater(60));
    expect(await start(sends.slice(1))).toEqual([false]);
  });

  it('is a minute before the next one of its account, also where it starts long after its claim', async () => {
    const accounts = await harness.seeder.accounts(1);
    const campaign = await harness.seeder.campaign({ accounts, smart: true, openUntil: secondsLater(300) });
    await harness.seeder.sends({ campaign, count: 2, dueAt: NOON });
    const sends = await harness.claim(NOON);
    clock.travelTo(secondsLater(40));

    expect(await start(sends)).toEqual([true]);
    expect(await harness.claim(secondsLater(99))).toEqual([]);
    expect(await harness.claim(secondsLater(120))).toHaveLength(1);
  });
});
