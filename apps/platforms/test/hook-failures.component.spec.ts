import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replayDeadLetter } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { HooksHarness } from './hooks-harness.js';
import { InstantlyHooks } from './instantly-hooks.js';

const MINUTE_MS = 60_000;

const servers = useServers();
let platforms: HooksHarness;
let hooks: InstantlyHooks;
beforeAll(async () => {
  platforms = await HooksHarness.start(servers);
  hooks = await InstantlyHooks.seed(platforms);
});
afterAll(() => platforms.stop());

interface Letter {
  readonly payload: string;
  readonly headers: Record<string, string>;
}

const deadLetters = (): Promise<Letter[]> =>
  platforms.database.query<Letter>(
    `select payload, headers from outbox where subject = 'dlq.platforms.hooks' and payload::jsonb ->> 'connection_id' = $1
     order by position`,
    [hooks.campaign.connectionId],
  );

/** As the operator’s tool asks for it. */
const replay = ({ payload, headers }: Letter) =>
  platforms.stubs.rpc.request(replayDeadLetter('platforms'), {
    consumer: 'hooks',
    subject: 'hooks.instantly',
    headers,
    payload,
    stored_at: new Date().toISOString(),
  });

describe('a hook that cannot be handled', () => {
  it('keeps no other one waiting, and is a dead letter in the end', async () => {
    const broken = await InstantlyHooks.seed(platforms);
    await platforms.database.query(`update link set campaign = '{}' where campaign_id = $1`, [
      uuidOf(broken.campaign.campaignId),
    ]);
    const lead = await hooks.aLead();
    await Promise.all([
      platforms.send(broken.campaign, [broken.hookOf('email_sent')]),
      platforms.send(hooks.campaign, [hooks.hookOf('email_sent')]),
    ]);

    await eventually(async () => expect(await platforms.story(lead)).toEqual(['1 message_sent']));
    await eventually(async () => {
      platforms.advance(MINUTE_MS);
      expect(await platforms.waiting()).toBe(0);
    });
    expect(await platforms.deadLetters(broken.campaign)).toEqual(['it cannot be handled: Error']);
  });
});

describe('a dead letter of a hook', () => {
  it('has its effect when it is replayed and its contact is there, and tells what is missing before', async () => {
    const lead = await hooks.aLead();
    const opened = hooks.hookOf('email_opened', { step: 2, lead_email: 'late@receiver.example' });
    await platforms.send(hooks.campaign, [opened, 'no JSON']);
    await eventually(async () => expect(await hooks.attempts()).toBe(1));
    platforms.advance(16 * MINUTE_MS);
    await eventually(async () => expect(await deadLetters()).toHaveLength(2));
    const [unread, early] = await deadLetters();
    if (unread === undefined || early === undefined) throw new Error('a dead letter is missing');

    expect(await refusalOf(replay(early))).toMatchObject({
      code: 'failed_again',
      message: expect.stringContaining('contact'),
    });
    expect(await refusalOf(replay(unread))).toMatchObject({ code: 'failed_again' });
    expect(await platforms.waiting()).toBe(0);

    await platforms.database.query(
      `update lead set email = 'late@receiver.example' where enrollment_id = $1`,
      [uuidOf(lead.enrollmentId)],
    );
    await replay(early);
    await replay(early);
    expect(await platforms.story(lead)).toEqual(['2 message_sent', '2 opened']);
  });
});
