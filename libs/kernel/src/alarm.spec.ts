import { describe, expect, it } from '@jest/globals';
import { Alarm } from './alarm.js';

const FOR_EVER_MS = 2_000_000_000;

describe('an alarm', () => {
  it('ends a sleep early', async () => {
    const alarm = new Alarm();
    const asleep = alarm.sleep(FOR_EVER_MS);
    alarm.ring();

    await expect(asleep).resolves.toBeUndefined();
  });

  it('does not lose a ring that comes while nobody sleeps', async () => {
    const alarm = new Alarm();
    alarm.ring();

    await expect(alarm.sleep(FOR_EVER_MS)).resolves.toBeUndefined();
  });

  it('rings once: the next sleep lasts its time', async () => {
    const alarm = new Alarm();
    alarm.ring();
    await alarm.sleep(FOR_EVER_MS);
    let woken = false;
    const asleep = alarm.sleep(20).then(() => (woken = true));
    await Promise.resolve();

    expect(woken).toBe(false);
    await asleep;
  });
});
