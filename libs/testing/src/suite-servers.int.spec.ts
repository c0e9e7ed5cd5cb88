import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { STREAMS } from '#contracts';
import { useServers } from './suite-servers.js';

const servers = useServers();
let database: Client;
let nats: NatsConnection;

beforeAll(async () => {
  database = new Client(servers.databaseUrl);
  await database.connect();
  const { host, username, password } = new URL(servers.natsUrl);
  nats = await connect({ servers: host, user: username, pass: password });
});

afterAll(async () => {
  await database.end();
  await nats.close();
});

describe('the servers of a suite', () => {
  it('hold a database of its own, where it may do anything', async () => {
    const { rows } = await database.query(
      'select current_database() as name, usesuper from pg_user where usename = current_user',
    );

    expect(rows).toEqual([{ name: expect.stringMatching(/^suite_\d+_[0-9a-f]{12}$/), usesuper: true }]);
  });

  it('hold an account with the streams of production, which are empty', async () => {
    const manager = await jetstreamManager(nats);

    const streams = await manager.streams.list().next();
    expect(streams.map(({ config }) => config.name).toSorted()).toEqual(
      STREAMS.map(({ name }) => name).toSorted(),
    );
    expect(streams.filter(({ state }) => state.messages > 0)).toEqual([]);
  });
});
