import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { STREAMS } from '#contracts';
import { startNats, type EmbeddedServer } from '#embedded';
import { newId } from '#kernel';
import { serversOf } from '../connection.js';
import { provisionAll } from '../events/provision-all.js';
import { EVENTS, REQUESTS } from './all-contracts.js';
import { natsUsers, outsideNatsUsers, type OutsideLogin } from './nats-users.js';
import { createOutsideConsumer, deleteOutsideConsumer, loginOf } from './outside-users.js';
import { inboxOf, NATS_USERS, PROVISIONER, withLogin } from './user-names.js';

const dir = mkdtempSync(join(tmpdir(), 'nimbus-outside-'));
const userOf = (some: Partial<OutsideLogin> = {}): OutsideLogin => ({
  workspaceId: newId('ws'),
  name: 'default',
  readOnly: false,
  password: 'secret',
  ...some,
});
const ours = userOf();
const theirs = userOf();
const reader = userOf({ workspaceId: ours.workspaceId, name: 'reader', readOnly: true });
const OUTSIDERS = [ours, theirs, reader];

const open: NatsConnection[] = [];
let server: EmbeddedServer;
let provisionerUrl: string;

beforeAll(async () => {
  const users = [...natsUsers((user) => `password of ${user}`), ...outsideNatsUsers(OUTSIDERS)];
  server = await startNats({ dir, users });
  provisionerUrl = withLogin(server.url, PROVISIONER, `password of ${PROVISIONER}`);
  await provisionAll(provisionerUrl);
  for (const user of OUTSIDERS) await createOutsideConsumer(provisionerUrl, user);
});
afterAll(async () => {
  await Promise.all(open.map((each) => each.close()));
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function connected(login: string, password: string) {
  const nats = await connect({
    ...serversOf(withLogin(server.url, login, password)),
    inboxPrefix: inboxOf(login),
    reconnect: false,
  });
  open.push(nats);
  const refused: string[] = [];
  void (async () => {
    for await (const status of nats.status()) {
      if (status.type !== 'error' || !(status.error instanceof errors.PermissionViolationError)) continue;
      refused.push(status.error.subject);
    }
  })();
  return { nats, refused };
}
const outside = (user: OutsideLogin) => connected(loginOf(user), user.password);

/** Those of the subjects on which the user may publish: refusals come before the end of the second flush. */
async function publishable(user: OutsideLogin, subjects: readonly string[]): Promise<string[]> {
  const { nats, refused } = await outside(user);
  for (const subject of subjects) nats.publish(subject, 'x');
  await nats.flush();
  await nats.flush();
  return subjects.filter((subject) => !refused.includes(subject));
}

async function subscribable(user: OutsideLogin, subjects: readonly string[]): Promise<string[]> {
  const { nats, refused } = await outside(user);
  for (const subject of subjects) nats.subscribe(subject, { callback: () => undefined });
  await nats.flush();
  await nats.flush();
  return subjects.filter((subject) => !refused.includes(subject));
}

const VERBS = ['INFO', 'CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'];
const consumerApi = (name: string, filter: string) => [
  `$JS.API.CONSUMER.CREATE.OUTBOUND.${name}.${filter}`,
  `$JS.API.CONSUMER.CREATE.OUTBOUND.${name}`,
  `$JS.API.CONSUMER.CREATE.OUTBOUND`,
  `$JS.API.CONSUMER.DURABLE.CREATE.OUTBOUND.${name}`,
  `$JS.API.CONSUMER.DELETE.OUTBOUND.${name}`,
];
const readingOf = (name: string) => [
  `$JS.ACK.OUTBOUND.${name}.1.1.1.1.0`,
  `$JS.API.CONSUMER.INFO.OUTBOUND.${name}`,
  `$JS.API.CONSUMER.MSG.NEXT.OUTBOUND.${name}`,
];

/** All that is not the user's own. */
const FORBIDDEN = [
  `nimbus.in.${theirs.workspaceId}.contacts.upsert`,
  `nimbus.out.${ours.workspaceId}.email.replied`,
  `nimbus.out.${theirs.workspaceId}.email.replied`,
  `nimbus.reply.${ours.workspaceId}.a`,
  `nimbus.reply.${theirs.workspaceId}.a`,
  ...REQUESTS.map(({ subject }) => subject),
  ...EVENTS.map(({ subject }) => subject),
  ...STREAMS.flatMap(({ name }) => VERBS.map((verb) => `$JS.API.STREAM.${verb}.${name}`)),
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.CREATE.SPY',
  '$JS.API.CONSUMER.NAMES.OUTBOUND',
  '$JS.API.CONSUMER.LIST.OUTBOUND',
  '$JS.API.DIRECT.GET.OUTBOUND',
  ...readingOf(loginOf(theirs)),
  ...readingOf(loginOf(reader)),
  ...consumerApi(loginOf(ours), `nimbus.out.${ours.workspaceId}.>`),
  ...consumerApi(loginOf(ours), `nimbus.out.${theirs.workspaceId}.>`),
  ...consumerApi(loginOf(theirs), `nimbus.out.${ours.workspaceId}.>`),
  ...consumerApi('spy', 'nimbus.out.>'),
  ...NATS_USERS.map((user) => `${inboxOf(user)}.reply`),
  `${inboxOf(loginOf(theirs))}.reply`,
  'dlq.bus.bus-commands',
  'sig.webhooks.events-stored.v1',
];

describe('a user of another system', () => {
  it('publishes commands of its workspace, reads with its own consumer, and nothing else', async () => {
    const own = [`nimbus.in.${ours.workspaceId}.contacts.upsert`, ...readingOf(loginOf(ours))];
    expect(await publishable(ours, [...FORBIDDEN, ...own])).toEqual(own);
  });

  it('that only reads publishes no command', async () => {
    const commands = [`nimbus.in.${ours.workspaceId}.contacts.upsert`];
    expect(await publishable(reader, commands)).toEqual([]);
  });

  it('hears events and answers of its workspace, and nothing else', async () => {
    const own = [
      `nimbus.out.${ours.workspaceId}.>`,
      `nimbus.reply.${ours.workspaceId}.>`,
      `${inboxOf(loginOf(ours))}.>`,
    ];
    const others = [
      '>',
      'nimbus.>',
      'nimbus.out.>',
      'nimbus.out.*.email.replied',
      `nimbus.out.${theirs.workspaceId}.>`,
      `nimbus.reply.${theirs.workspaceId}.>`,
      'nimbus.reply.>',
      'nimbus.in.>',
      `nimbus.in.${theirs.workspaceId}.>`,
      'evt.>',
      'rpc.>',
      'dlq.>',
      '$JS.>',
      '$SYS.>',
      '_INBOX.>',
      `${inboxOf(loginOf(theirs))}.>`,
      ...NATS_USERS.map((user) => `${inboxOf(user)}.>`),
    ];
    expect(await subscribable(ours, [...others, ...own])).toEqual(own);
  });

  it('reads the events of its workspace alone, and each once it is acknowledged', async () => {
    const webhooks = await connected('webhooks', 'password of webhooks');
    for (const { workspaceId } of [ours, theirs, ours]) {
      await jetstream(webhooks.nats).publish(`nimbus.out.${workspaceId}.email.replied`, workspaceId);
    }
    for (const [user, count] of [[ours, 2] as const, [theirs, 1] as const, [reader, 2] as const]) {
      const { nats } = await outside(user);
      const consumer = await jetstream(nats).consumers.get('OUTBOUND', loginOf(user));
      const read: string[] = [];
      for await (const message of await consumer.fetch({ max_messages: 10, expires: 1_000 })) {
        read.push(message.string());
        expect(await message.ackAck()).toBe(true);
      }
      expect(read).toEqual(Array.from({ length: count }, () => user.workspaceId));
    }
  });

  it('has no consumer any more once it is deleted, and deleting twice is no error', async () => {
    await deleteOutsideConsumer(provisionerUrl, reader);
    await deleteOutsideConsumer(provisionerUrl, reader);
    const { nats } = await outside(reader);
    await expect(jetstream(nats).consumers.get('OUTBOUND', loginOf(reader))).rejects.toThrow(/not found/);
  });
});
