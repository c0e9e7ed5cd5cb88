import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { defineRequest } from '#contracts';
import { startNats, type EmbeddedServer } from '#embedded';
import { eventually } from '#testing';
import { boot } from '../test/boot.js';
import { NoteReader, tell } from '../test/noted.js';
import { NatsHealth } from './health.js';
import { HandlesRequest } from './rpc/request-handler.js';
import { RpcClient } from './rpc/rpc-client.js';

const Ping = defineRequest({
  subject: 'rpc.tests.ping.v1',
  request: z.object({}),
  response: z.string(),
  refusals: [],
  timeoutMs: 300,
});

@Controller()
class PingController {
  @HandlesRequest(Ping)
  ping(): string {
    return 'pong';
  }
}

let dir: string;
let nats: EmbeddedServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nimbus-restart-'));
  nats = await startNats({ dir });
});

afterEach(async () => {
  await nats.stop();
  await rm(dir, { recursive: true });
});

describe('a restart of NATS', () => {
  it('interrupts asking, telling and hearing, and loses nothing', async () => {
    const reader = new NoteReader();
    const app = await boot({ url: nats.url, controllers: [PingController], consumers: [reader] });
    const client = app.get(RpcClient);
    const health = app.get(NatsHealth);
    await tell(app, ['before']);
    await eventually(() => expect(reader.deliveries).toEqual([['before']]));

    await nats.stop();
    await eventually(() => expect(health.check()).rejects.toThrow('not connected to NATS'));
    await expect(client.request(Ping, {})).rejects.toMatchObject({ kind: 'unavailable' });

    nats = await startNats({ dir, port: nats.port });
    await eventually(() => health.check());
    expect(await eventually(() => client.request(Ping, {}))).toBe('pong');
    await eventually(() => tell(app, ['after']));
    await eventually(() => expect(reader.deliveries.flat()).toContain('after'));
    await app.close();
  });

  it('does not keep a service from shutting down while NATS is away', async () => {
    const app = await boot({ url: nats.url, controllers: [PingController], consumers: [new NoteReader()] });
    await nats.stop();
    await eventually(() => expect(app.get(NatsHealth).check()).rejects.toThrow('not connected'));
    await app.close();
  });
});
