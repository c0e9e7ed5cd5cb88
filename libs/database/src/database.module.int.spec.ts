import { describe, expect, it } from '@jest/globals';
import { freePort } from '#embedded';
import { useServers } from '#testing';
import { aService, bootService } from '../test/boot-service.js';
import { startLossyProxy } from '../test/lossy-proxy.js';
import { Database } from './index.js';

const servers = useServers();

describe('a service', () => {
  it('waits at its start until PostgreSQL is there', async () => {
    const service = await aService(servers.databaseUrl);
    const url = new URL(servers.databaseUrl);
    url.hostname = '127.0.0.1'; // where the proxy will be
    url.port = String(await freePort());

    const booting = bootService({ url: url.href, service });
    const proxy = await startLossyProxy(servers.databaseUrl, Number(url.port));
    const app = await booting;

    expect(await app.get(Database).query('select 1 as one')).toEqual([{ one: 1 }]);
    await app.close();
    proxy.close();
  });

  it('shares its process with another one, each in its own schema', async () => {
    const apps = await Promise.all(
      [1, 2].map(async (id) => {
        const service = await aService(servers.databaseUrl);
        const app = await bootService({ url: servers.databaseUrl, service });
        await app.get(Database).query('create table customer (id int primary key)');
        await app.get(Database).query('insert into customer (id) values ($1)', [id]);
        return app;
      }),
    );

    const rows = await Promise.all(apps.map((app) => app.get(Database).query('select id from customer')));
    expect(rows).toEqual([[{ id: 1 }], [{ id: 2 }]]);
    await Promise.all(apps.map((app) => app.close()));
  });
});
