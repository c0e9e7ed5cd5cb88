import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { DEAD_HOOKS, OPERATOR, serviceOf, SERVICES, STREAMS, type ServiceName } from '#contracts';
import { startNats, type EmbeddedServer } from '#embedded';
import { serversOf } from '../connection.js';
import { provisionAll } from '../events/provision-all.js';
import { filterSubject, streamOf } from '../events/subscription.js';
import { EVENTS, REQUESTS } from './all-contracts.js';
import { natsUsers } from './nats-users.js';
import { subscriptionsOf } from './permissions.js';
import { inboxOf, NATS_USERS, PROVISIONER, withLogin } from './user-names.js';

/** A client of one user, and the subjects that the server refused to it. */
interface Client {
  readonly nats: NatsConnection;
  readonly refused: string[];
}

const dir = mkdtempSync(join(tmpdir(), 'nimbus-users-'));
const clients = new Map<string, Client>();
let server: EmbeddedServer;

beforeAll(async () => {
  server = await startNats({ dir, users: natsUsers((user) => `password of ${user}`) });
  await provisionAll(withLogin(server.url, PROVISIONER, `password of ${PROVISIONER}`));
  for (const user of NATS_USERS) clients.set(user, await clientOf(user));
});

afterAll(async () => {
  await Promise.all([...clients.values()].map(({ nats }) => nats.close()));
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function clientOf(user: string): Promise<Client> {
  const url = withLogin(server.url, user, `password of ${user}`);
  const nats = await connect({ ...serversOf(url), inboxPrefix: inboxOf(user), reconnect: false });
  const refused: string[] = [];
  void (async () => {
    for await (const status of nats.status()) {
      if (status.type !== 'error' || !(status.error instanceof errors.PermissionViolationError)) continue;
      refused.push([status.error.subject, status.error.queue].filter(Boolean).join(' '));
    }
  })();
  return { nats, refused };
}

function client(user: string): Client {
  const found = clients.get(user);
  if (found === undefined) throw new Error(`no client of ${user}`);
  return found;
}

/**
 * The subjects, of those given, on which the user may publish. The server answers in order: refusals come before the end
 * of the first flush, and have been read by the end of the second.
 */
async function publishable(user: string, subjects: readonly string[]): Promise<string[]> {
  const { nats, refused } = client(user);
  refused.length = 0;
  for (const subject of subjects) nats.publish(subject, 'x');
  await nats.flush();
  await nats.flush();
  return subjects.filter((subject) => !refused.includes(subject));
}

/** The subjects, with a queue group or without, to which the user may subscribe. */
async function subscribable(user: string, subjects: readonly string[]): Promise<string[]> {
  const { nats, refused } = client(user);
  refused.length = 0;
  const subscriptions = subjects.map((each) => {
    const [subject = '', queue] = each.split(' ');
    return nats.subscribe(subject, { callback: () => undefined, ...(queue && { queue }) });
  });
  await nats.flush();
  for (const each of subscriptions) each.unsubscribe();
  await nats.flush();
  return subjects.filter((subject) => !refused.includes(subject));
}

const CONSUMERS = SERVICES.flatMap((service) =>
  subscriptionsOf(service).map((subscription) => ({
    service,
    ...subscription,
    stream: streamOf(subscription),
  })),
);
const streamApi = (verb: string) => STREAMS.map(({ name }) => `$JS.API.STREAM.${verb}.${name}`);
const consumerSubjects = ({ service, durable, stream, contracts }: (typeof CONSUMERS)[number]) => [
  `$JS.API.CONSUMER.CREATE.${stream.name}.${durable}.${filterSubject(contracts)}`,
  `$JS.API.CONSUMER.INFO.${stream.name}.${durable}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream.name}.${durable}`,
  `$JS.ACK.${stream.name}.${durable}.1.1.1.1.0`,
  `dlq.${service}.${durable}`,
];

const BUS_CONSUMING = [
  '$JS.API.CONSUMER.CREATE.INBOUND.bus-commands.nimbus.in.>',
  '$JS.API.CONSUMER.INFO.INBOUND.bus-commands',
  '$JS.API.CONSUMER.MSG.NEXT.INBOUND.bus-commands',
  '$JS.ACK.INBOUND.bus-commands.1.1.1.1.0',
  'dlq.bus.bus-commands',
];
/** Beside events and requests. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  bus: ['nimbus.reply.mail', ...BUS_CONSUMING],
  webhooks: ['nimbus.out.mail'],
  platforms: [DEAD_HOOKS.subject],
};

/** Everything that can be published on this system, allowed or not. */
const PUBLISHED = [
  ...REQUESTS.map(({ subject }) => subject),
  ...EVENTS.map(({ subject }) => subject),
  ...CONSUMERS.flatMap(consumerSubjects),
  ...['INFO', 'CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT'].flatMap(streamApi),
  ...CONSUMERS.flatMap(({ stream, durable, contracts }) => [
    `$JS.API.CONSUMER.DELETE.${stream.name}.${durable}`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream.name}.${durable}`,
    `$JS.API.CONSUMER.CREATE.${stream.name}.${durable}`,
    `$JS.API.CONSUMER.CREATE.${stream.name}.spy.${filterSubject(contracts)}`,
  ]),
  ...STREAMS.map(({ name }) => `$JS.API.CONSUMER.CREATE.${name}`),
  ...NATS_USERS.map((user) => `${inboxOf(user)}.reply`),
  'nimbus.in.mail',
  'nimbus.out.mail',
  'nimbus.reply.mail',
  ...BUS_CONSUMING,
  DEAD_HOOKS.subject,
  'dlq.spy',
  'evt.email.invented.v1',
  'rpc.gateway.do-it.v1',
  '$SYS.REQ.SERVER.PING',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.LIST',
  '$JS.API.STREAM.CREATE.SPY',
  '_INBOX.reply',
];

const mayPublish = (service: ServiceName): string[] => [
  ...REQUESTS.filter(({ askedBy }) => askedBy.includes(service)).map(({ subject }) => subject),
  ...EVENTS.filter(({ producedBy }) => producedBy.includes(service)).map(({ subject }) => subject),
  ...CONSUMERS.filter((consumer) => consumer.service === service).flatMap(consumerSubjects),
  ...streamApi('INFO'),
  ...(OTHERS[service] ?? []),
];

/** Everything that can be listened to, alone or in a queue group. */
const HEARD = [
  ...REQUESTS.flatMap(({ subject }) => [subject, ...SERVICES.map((queue) => `${subject} ${queue}`)]),
  ...EVENTS.map(({ subject }) => subject),
  ...NATS_USERS.map((user) => `${inboxOf(user)}.>`),
  '>',
  'rpc.>',
  'evt.>',
  'dlq.>',
  '_INBOX.>',
  '*.>',
  '$JS.>',
  '$SYS.>',
];

const mayHear = (service: ServiceName): string[] => [
  ...REQUESTS.filter((request) => serviceOf(request) === service).map(
    ({ subject }) => `${subject} ${service}`,
  ),
  `${inboxOf(service)}.>`,
];

describe.each(SERVICES)('the user %s', (service) => {
  it('publishes what its contracts say, and is refused everything else', async () => {
    expect((await publishable(service, PUBLISHED)).toSorted()).toEqual(mayPublish(service).toSorted());
  });

  it('hears the requests that its service handles, in its queue group, and replies to itself', async () => {
    expect((await subscribable(service, HEARD)).toSorted()).toEqual(mayHear(service).toSorted());
  });

  it('creates, reads and acknowledges its consumers', async () => {
    const { nats } = client(service);
    const manager = await jetstreamManager(nats, { checkAPI: false });
    for (const { durable, contracts, stream } of CONSUMERS.filter((each) => each.service === service)) {
      const [contract] = contracts;
      await manager.consumers.add(stream.name, {
        durable_name: durable,
        filter_subject: filterSubject(contracts),
        ack_policy: 'explicit',
      });
      await jetstream(client(contract?.producedBy[0] ?? '').nats).publish(contract?.subject ?? '', 'a fact');
      const info = await manager.consumers.info(stream.name, durable);
      const consumer = jetstream(nats).consumers.getConsumerFromInfo(info);
      const message = await consumer.next();
      message?.working(); // more than one answer to a message, which a reply alone would not allow
      expect(await message?.ackAck()).toBe(true);
    }
  });
});

describe.each(REQUESTS)('the request $subject', (request) => {
  it('is answered to those who may ask', async () => {
    const { nats } = client(serviceOf(request));
    const handling = nats.subscribe(request.subject, {
      queue: serviceOf(request),
      callback: (_, message) => void message.respond('the answer'),
    });
    await nats.flush();
    const answers = await Promise.all(
      request.askedBy.map(async (service) =>
        (await client(service).nats.request(request.subject, 'a question')).string(),
      ),
    );
    handling.unsubscribe();
    expect(answers).toEqual(request.askedBy.map(() => 'the answer'));
  });
});

describe('the provisioner', () => {
  it('changes streams, and reads and deletes nothing', async () => {
    const may = ['INFO', 'CREATE', 'UPDATE'].flatMap(streamApi);
    expect((await publishable(PROVISIONER, PUBLISHED)).toSorted()).toEqual(may.toSorted());
    expect(await subscribable(PROVISIONER, HEARD)).toEqual([`${inboxOf(PROVISIONER)}.>`]);
  });
});

describe('the operator', () => {
  it('asks what it may ask, reads and deletes dead letters, and publishes no event', async () => {
    const may = [
      ...REQUESTS.filter(({ askedBy }) => askedBy.includes(OPERATOR)).map(({ subject }) => subject),
      ...streamApi('INFO'),
      '$JS.API.STREAM.MSG.GET.DEAD_LETTER',
      '$JS.API.STREAM.MSG.DELETE.DEAD_LETTER',
      '$JS.API.STREAM.PURGE.INBOUND',
      '$JS.API.STREAM.PURGE.OUTBOUND',
    ];
    expect((await publishable(OPERATOR, PUBLISHED)).toSorted()).toEqual(may.toSorted());
    expect(await subscribable(OPERATOR, HEARD)).toEqual([`${inboxOf(OPERATOR)}.>`]);
  });
});

describe('a process without a user', () => {
  it.each([
    ['no login', {}],
    ['a wrong password', { user: 'gateway', pass: 'a guess' }],
    ['an unknown user', { user: 'root', pass: '' }],
  ])('is refused with %s', async (_, login) => {
    const connecting = connect({ servers: `127.0.0.1:${server.port}`, reconnect: false, ...login });
    await expect(connecting).rejects.toThrow(errors.AuthorizationError);
  });
});
