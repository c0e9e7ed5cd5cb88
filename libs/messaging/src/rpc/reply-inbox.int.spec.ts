import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, errors, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { eventually, useServers } from '#testing';
import { serversOf } from '../connection.js';
import { ReplyInbox } from './reply-inbox.js';

const servers = useServers();
let nats: NatsConnection;
let inbox: ReplyInbox;
/** Requests that nobody has answered yet. */
let asked: Msg[];

beforeEach(async () => {
  nats = await connect(serversOf(servers.natsUrl));
  inbox = new ReplyInbox(nats);
  asked = [];
  nats.subscribe('questions', { callback: (_, message) => void asked.push(message) });
  await nats.flush();
});
afterEach(() => nats.close());

const ask = async (payload: string, timeoutMs = 15_000): Promise<string> =>
  (await inbox.ask('questions', payload, { timeoutMs, headers: headers() })).string();

describe('a request', () => {
  it('gets its own answer, in whatever order they come', async () => {
    const asking = ['a', 'b', 'c'].map((payload) => ask(payload));
    await eventually(() => expect(asked).toHaveLength(3));
    for (const message of asked.toReversed()) message.respond(`to ${message.string()}`);

    expect(await Promise.all(asking)).toEqual(['to a', 'to b', 'to c']);
  });

  it('does not get the answer to one before it that came too late', async () => {
    await expect(ask('early', 1)).rejects.toBeInstanceOf(errors.TimeoutError);
    const asking = ask('later');
    await eventually(() => expect(asked).toHaveLength(2));
    for (const message of asked) message.respond(`to ${message.string()}`);

    expect(await asking).toBe('to later');
  });

  it('that nobody listens to is refused, and names what was asked', async () => {
    const asking = inbox.ask('nobody', '', { timeoutMs: 15_000, headers: headers() });
    await expect(asking).rejects.toMatchObject({ name: 'NoResponders', subject: 'nobody' });
  });

  it('is refused when the connection ends, and at once when it has ended', async () => {
    const asking = ask('waiting');
    await eventually(() => expect(asked).toHaveLength(1));
    await Promise.all([expect(asking).rejects.toBeInstanceOf(errors.ClosedConnectionError), nats.close()]);
    await expect(ask('afterwards')).rejects.toBeInstanceOf(errors.ClosedConnectionError);
  });
});
