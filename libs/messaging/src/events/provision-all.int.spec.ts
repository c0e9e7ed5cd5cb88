import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import type { StreamDefinition } from '#contracts';
import { startNats, type EmbeddedServer } from '#embedded';
import { provisionWhenReady } from './provision-all.js';

const ONE: StreamDefinition = { name: 'ONE', subjects: ['one.>'], maxAgeDays: 1, duplicateWindowSeconds: 60 };
const TWO: StreamDefinition = { ...ONE, name: 'TWO', subjects: ['two.>'] };

const dir = mkdtempSync(join(tmpdir(), 'nimbus-provision-'));
let server: EmbeddedServer;
let nats: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  server = await startNats({ dir });
  nats = await connect({ servers: server.url.replace('nats://', ''), reconnect: false });
  manager = await jetstreamManager(nats, { checkAPI: false, timeout: 500 });
});

afterAll(async () => {
  process.kill(server.pid, 'SIGCONT');
  await nats.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const noAnswer = () => expect(manager.streams.info('ONE')).rejects.toThrow(errors.TimeoutError);

it('makes the streams of a server that answers later than a request waits', async () => {
  process.kill(server.pid, 'SIGSTOP');
  const provisioning = provisionWhenReady(manager, [ONE, TWO], 1);
  // The requests of the provisioning began before this one, so they have no answer either.
  await noAnswer();
  process.kill(server.pid, 'SIGCONT');

  expect(await provisioning).toEqual(['ONE', 'TWO']);
  expect(await provisionWhenReady(manager, [ONE, TWO], 1)).toEqual([]);
});
