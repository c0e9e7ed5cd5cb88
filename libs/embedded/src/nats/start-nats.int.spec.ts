import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';
import { afterThisTest } from '../../test/after-each-test.js';
import { kill, startInOwnProcess } from '../../test/killed-process.js';
import { tempFolder } from '../../test/temp-folder.js';
import type { EmbeddedServer } from '../process/detached-server.js';
import { startNats, stopLeftoverNats } from './start-nats.js';
import type { NatsOptions } from './start-nats.js';

const temp = tempFolder();
const onLinux = process.platform === 'linux' ? it : it.skip;

async function start(dir: string, options: Partial<NatsOptions> = {}): Promise<EmbeddedServer> {
  const server = await startNats({ dir, ...options });
  afterThisTest(() => server.stop());
  return server;
}

async function storeMessage(url: string): Promise<void> {
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'KEPT', subjects: ['kept'] });
  await jetstream(connection).publish('kept', 'still here');
  await connection.close();
}

async function storedMessage(url: string): Promise<string | undefined> {
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  const message = await manager.streams.getMessage('KEPT', { seq: 1 });
  await connection.close();
  return message?.string();
}

describe('an embedded nats-server', () => {
  it('keeps its streams and its port over a restart', async () => {
    const dir = join(temp, 'restart');
    const first = await start(dir);
    await storeMessage(first.url);
    await first.stop();

    const second = await start(dir);
    expect(await storedMessage(second.url)).toBe('still here');
    expect(second.port).toBe(first.port);
  });

  it('starts again after its parent was killed, and stops the server left over', async () => {
    const dir = join(temp, 'killed');
    afterThisTest(() => stopLeftoverNats(dir));
    const { program, started } = await startInOwnProcess(
      `embedded.startNats({ dir: ${JSON.stringify(dir)} })`,
      z.object({ url: z.string(), port: z.number() }),
    );
    const { url, port } = started;
    await storeMessage(url);
    await kill(program);

    const again = await start(dir);
    expect(again.port).toBe(port); // it could not be had again while the leftover held it
    expect(await storedMessage(again.url)).toBe('still here');
  });

  onLinux('gets none of the secrets of this process', async () => {
    process.env['ADMIN_TOKEN'] = 'a-secret-of-the-caller';
    afterThisTest(() => delete process.env['ADMIN_TOKEN']);
    const server = await start(join(temp, 'environment'));

    expect(readFileSync(`/proc/${server.pid}/environ`, 'utf8')).not.toContain('a-secret-of-the-caller');
  });

  it('keeps what one account says from the ears of another', async () => {
    const server = await start(join(temp, 'accounts'), {
      accounts: { one: [{ user: 'one', password: 'one' }], two: [{ user: 'two', password: 'two' }] },
    });
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) => connect({ servers: server.url, user: name, pass: name })),
    );
    const overheard: string[] = [];
    two?.subscribe('said', { callback: (_error, message) => void overheard.push(message.string()) });
    await two?.flush();

    one?.publish('said', 'from one');
    await one?.flush();
    two?.publish('said', 'from two');
    await two?.flush();
    await Promise.all([one?.close(), two?.close()]);

    expect(overheard).toEqual(['from two']);
  });
});
