import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamDefinition } from '#contracts';
import { useServers } from '#testing';
import { NatsConnectionHolder } from '../connection.js';
import { provisionStreams, StreamMismatch } from './provision.js';

const servers = useServers();
let nats: NatsConnectionHolder;

const ONE: StreamDefinition = { name: 'ONE', subjects: ['one.>'], maxAgeDays: 1, duplicateWindowSeconds: 60 };
const TWO: StreamDefinition = { ...ONE, name: 'TWO', subjects: ['two.>'] };

beforeAll(async () => {
  nats = await NatsConnectionHolder.connect({ url: servers.natsUrl, service: 'tests', replicas: 1 });
});

beforeEach(async () => {
  for (const { config } of await nats.manager.streams.list().next())
    await nats.manager.streams.delete(config.name);
});

afterAll(() => nats.close());

describe('provisioning streams', () => {
  it('makes those that are missing and says which, and nothing the second time', async () => {
    expect(await provisionStreams(nats.manager, [ONE], 1)).toEqual(['ONE']);
    expect(await provisionStreams(nats.manager, [ONE, TWO], 1)).toEqual(['TWO']);
    expect(await provisionStreams(nats.manager, [ONE, TWO], 1)).toEqual([]);
  });

  it('is safe when seven services boot at once', async () => {
    await Promise.all(Array.from({ length: 7 }, () => provisionStreams(nats.manager, [ONE, TWO], 1)));
    const streams = await nats.manager.streams.list().next();
    expect(streams.map(({ config }) => config.name).toSorted()).toEqual(['ONE', 'TWO']);
  });

  it('changes a running stream and keeps its messages', async () => {
    await provisionStreams(nats.manager, [ONE], 1);
    await nats.jetstream.publish('one.a', 'kept');
    await provisionStreams(nats.manager, [{ ...ONE, subjects: ['one.>', 'uno.>'], maxAgeDays: 2 }], 1);

    const { config, state } = await nats.manager.streams.info('ONE');
    expect(config).toMatchObject({ subjects: ['one.>', 'uno.>'], max_age: 2 * 86_400 * 1e9 });
    expect(state.messages).toBe(1);
  });

  it('bounds a stream that has a limit of bytes, and takes the bound away again', async () => {
    const bytesOf = async () => (await nats.manager.streams.info('ONE')).config.max_bytes;
    await provisionStreams(nats.manager, [ONE], 1);
    expect(await bytesOf()).toBe(-1);
    await provisionStreams(nats.manager, [{ ...ONE, maxBytes: 1_048_576 }], 1);
    expect(await bytesOf()).toBe(1_048_576);

    const [first] = await Promise.all(
      ['x', 'y'].map((letter) => nats.jetstream.publish('one.a', letter.repeat(600_000))),
    );
    const { state } = await nats.manager.streams.info('ONE');
    expect([state.messages, state.first_seq]).toEqual([1, (first?.seq ?? 0) + 1]);
    await provisionStreams(nats.manager, [ONE], 1);
    expect(await bytesOf()).toBe(-1);
  });

  it('refuses new messages above a limit where each waits to be handled, and takes them again afterwards', async () => {
    const queue = { ...ONE, untilHandled: true, maxBytes: 1_048_576, maxMessagesPerSubject: 2 };
    await provisionStreams(nats.manager, [queue], 1);
    await provisionStreams(nats.manager, [queue], 1);
    const publish = (subject: string, bytes = 1) => nats.jetstream.publish(subject, 'x'.repeat(bytes));
    await publish('one.a', 600_000);
    await expect(publish('one.b', 600_000)).rejects.toThrow('maximum bytes exceeded');
    await publish('one.a');
    await expect(publish('one.a')).rejects.toThrow('maximum messages per subject exceeded');
    await publish('one.b');

    await nats.manager.consumers.add('ONE', { durable_name: 'worker', ack_policy: 'explicit' });
    const worker = await nats.jetstream.consumers.get('ONE', 'worker');
    await (await worker.next())?.ackAck();
    expect((await nats.manager.streams.info('ONE')).state.messages).toBe(2);
    await publish('one.a', 600_000);
  });

  it('names what cannot be changed', async () => {
    await nats.manager.streams.add({
      name: 'ONE',
      subjects: ['one.>'],
      storage: 'memory',
      retention: 'workqueue',
    });
    const provisioning = provisionStreams(nats.manager, [ONE], 1);
    await expect(provisioning).rejects.toThrow(StreamMismatch);
    await expect(provisioning).rejects.toThrow(
      'stream ONE has settings that cannot be changed (retention is workqueue, must be limits; storage is memory, must be file)',
    );
  });
});
