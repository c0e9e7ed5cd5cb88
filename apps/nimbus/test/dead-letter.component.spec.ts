import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { EmailSent, type EventOf } from '#contracts';
import { Database } from '#database';
import { newId } from '#kernel';
import { makeEvent } from '#messaging';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { startTestService, StubServices, useServers } from '#testing';
import { AnalyticsModule } from '../../analytics/src/analytics.module.js';
import { migrations } from '../../analytics/src/persistence/migrations/index.js';
import { toolOn } from './run-nimbus.js';

const servers = useServers();
const nimbus = toolOn(servers);
const CONSUMER = 'analytics-email';
let analytics: RunningService;
let stubs: StubServices;

beforeAll(async () => {
  stubs = await StubServices.start(servers.natsUrl);
  analytics = await startTestService(servers, {
    service: 'analytics',
    migrations,
    module: (environment) => AnalyticsModule.forConfig(loadConfig(serviceConfig('analytics'), environment)),
  });
});
afterAll(async () => {
  await analytics.stop();
  await stubs.stop();
});
beforeEach(() => stubs.nats.manager.streams.purge('DEAD_LETTER'));

const sent = (): EventOf<typeof EmailSent> =>
  makeEvent(EmailSent, {
    service: 'dispatcher',
    workspaceId: newId('ws'),
    time: new Date(),
    data: {
      send_id: newId('send'),
      campaign_id: newId('camp'),
      enrollment_id: newId('enr'),
      contact_id: newId('cont'),
      step_id: newId('step'),
      step_number: 1,
      variant: null,
      at: new Date().toISOString(),
      email: 'ada@example.com',
      sending_account_id: newId('ea'),
      message_id: '<1@example.com>',
      subject: 'A question',
    },
  });

/** A message as a consumer leaves it that had a bug, and has none any more. */
async function deadLetterOf(payload: unknown, consumer = CONSUMER): Promise<string> {
  const head = headers();
  head.set('Nimbus-Original-Subject', EmailSent.subject);
  head.set('Nimbus-Deliveries', '10');
  head.set('Nimbus-Reason', 'TypeError: a bug');
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { seq } = await stubs.nats.jetstream.publish(`dlq.analytics.${consumer}`, text, { headers: head });
  return String(seq);
}

async function countedSends(): Promise<number> {
  const [row] = await analytics.app
    .get(Database)
    .query<{ count: number }>('select coalesce(sum(total_sent), 0)::int as count from step_total');
  return row?.count ?? 0;
}

describe('nimbus dead-letter', () => {
  it('lists and shows what a consumer could not handle, and why', async () => {
    const event = sent();
    const id = await deadLetterOf([event]);
    const summary = {
      id: Number(id),
      consumer: CONSUMER,
      subject: EmailSent.subject,
      deliveries: 10,
      reason: 'TypeError: a bug',
    };
    expect(await nimbus.json('dead-letter', 'list')).toEqual([expect.objectContaining(summary)]);
    expect(await nimbus.json('dead-letter', 'list', '--consumer', 'analytics-other')).toEqual([]);
    expect(await nimbus.json('dead-letter', 'show', id)).toMatchObject({
      ...summary,
      payload: JSON.stringify([event]),
    });
    expect((await nimbus.run('dead-letter', 'list')).stdout).toMatch(/^id +stored at +consumer/);
  });

  it('replays to the consumer, whose effect happens once however often it is replayed', async () => {
    const before = await countedSends();
    const event = sent();
    const [first, again] = [await deadLetterOf([event]), await deadLetterOf([event])];
    expect(await nimbus.json('dead-letter', 'replay', first)).toEqual({
      replayed: [Number(first)],
      failed: [],
    });
    expect(await countedSends()).toBe(before + 1);

    // as after a crash between the effect and the deletion of the dead letter
    expect(await nimbus.json('dead-letter', 'replay', '--all')).toEqual({
      replayed: [Number(again)],
      failed: [],
    });
    expect(await countedSends()).toBe(before + 1);
    expect(await nimbus.json('dead-letter', 'list')).toEqual([]);
  });

  it('keeps what fails again, says why, and ends with 1', async () => {
    const [broken, unknown] = [
      await deadLetterOf('no JSON'),
      await deadLetterOf([sent()], 'analytics-former'),
    ];
    const { code, stdout } = await nimbus.run('dead-letter', 'replay', '--all', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      replayed: [],
      failed: [
        { id: Number(broken), reason: expect.stringContaining('MalformedMessage') },
        { id: Number(unknown), reason: expect.stringContaining('no consumer analytics-former') },
      ],
    });
    expect(await nimbus.json('dead-letter', 'list')).toHaveLength(2);
    expect(await nimbus.json('dead-letter', 'drop', broken, unknown)).toEqual({
      dropped: [Number(broken), Number(unknown)],
    });
    expect(await nimbus.json('dead-letter', 'list')).toEqual([]);
  });

  it('wants to be told which', async () => {
    expect((await nimbus.run('dead-letter', 'replay')).code).toBe(1);
    expect(await nimbus.run('dead-letter', 'show', '999999')).toMatchObject({
      code: 1,
      stderr: 'there is no dead letter 999999\n',
    });
  });
});
