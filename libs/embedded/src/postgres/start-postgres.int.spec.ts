import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { z } from 'zod';
import { afterThisTest } from '../../test/after-each-test.js';
import { kill, startInOwnProcess } from '../../test/killed-process.js';
import { tempFolder } from '../../test/temp-folder.js';
import type { EmbeddedServer } from '../process/detached-server.js';
import { startPostgres, stopLeftoverPostgres } from './start-postgres.js';
import type { PostgresOptions } from './start-postgres.js';

const temp = tempFolder();
const onLinux = process.platform === 'linux' ? it : it.skip;
const settings = { fsync: 'off' };

async function start(dir: string, options: Partial<PostgresOptions> = {}): Promise<EmbeddedServer> {
  const server = await startPostgres({ dir, settings, ...options });
  afterThisTest(() => server.stop());
  return server;
}

const startElsewhere = (dir: string) =>
  startInOwnProcess(
    `embedded.startPostgres({ dir: ${JSON.stringify(dir)}, settings: { fsync: 'off' } })`,
    z.object({ url: z.string() }),
  );

const startTimeOf = async (url: string): Promise<unknown> =>
  (await query(url, 'select pg_postmaster_start_time()::text'))[0];

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

describe('an embedded PostgreSQL', () => {
  it('keeps its data, its password and its port over a restart', async () => {
    const dir = join(temp, 'restart');
    const first = await start(dir);
    await query(first.url, 'create table kept as select 42 as answer');
    await first.stop();

    const second = await start(dir);
    expect(await query(second.url, 'select answer from kept')).toEqual([[42]]);
    expect(second.url).toBe(first.url);
  });

  it('starts again after its parent was killed, and stops the server left over', async () => {
    const dir = join(temp, 'killed');
    afterThisTest(() => stopLeftoverPostgres(dir));
    const { program, started } = await startElsewhere(dir);
    await query(started.url, 'create table kept as select 42 as answer');
    const leftover = await startTimeOf(started.url);
    await kill(program);
    expect(await startTimeOf(started.url)).toEqual(leftover);

    const again = await start(dir);
    expect(await query(again.url, 'select answer from kept')).toEqual([[42]]);
    expect(await startTimeOf(again.url)).not.toEqual(leftover);
  });

  it('leaves the server of a program that is alive in peace', async () => {
    const dir = join(temp, 'owned');
    afterThisTest(() => stopLeftoverPostgres(dir));
    const { program, started } = await startElsewhere(dir);

    await expect(startPostgres({ dir, settings })).rejects.toThrow(`in use by process ${program.pid}`);
    expect(await query(started.url, 'select 1')).toEqual([[1]]);
    await kill(program);
  });

  it('takes the pid file of a server that is gone for what it is', async () => {
    const dir = join(temp, 'stale');
    await (await start(dir)).stop();
    writeFileSync(join(dir, 'data', 'postmaster.pid'), `${process.pid}\n${join(dir, 'data')}\n`);

    expect(await query((await start(dir)).url, 'select 1')).toEqual([[1]]);
  });

  it('takes its settings, and lets nobody in without the password', async () => {
    const dir = join(temp, 'settings');
    const server = await start(dir, { settings: { ...settings, work_mem: '7MB' } });
    const anonymous = new URL(server.url);
    anonymous.password = 'guess';

    expect(await query(server.url, "select current_setting('work_mem'), lower('É')")).toEqual([['7MB', 'é']]);
    await expect(query(anonymous.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
  });

  onLinux('gets none of the secrets of this process, and no settings of another server', async () => {
    const foreign = { ADMIN_TOKEN: 'a-secret-of-the-caller', PGPORT: '1' };
    Object.assign(process.env, foreign);
    afterThisTest(() => Object.keys(foreign).forEach((name) => delete process.env[name]));
    const server = await start(join(temp, 'environment'));

    expect(readFileSync(`/proc/${server.pid}/environ`, 'utf8')).not.toMatch(/a-secret-of-the-caller|PGPORT/);
  });

  it('runs in a folder that only its owner may enter', async () => {
    const dir = join(temp, 'closed', 'postgres');
    mkdirSync(dirname(dir), { mode: 0o700 });
    const lines: string[] = [];

    const server = await start(dir, { log: (line) => lines.push(line) });
    await query(server.url, 'create table kept as select 42 as answer');
    await server.stop();
    if (process.getuid?.() === 0)
      afterThisTest(() => rmSync(readlinkSync(join(dir, 'home')), { recursive: true }));

    const again = await start(dir);
    expect(await query(again.url, 'select answer from kept')).toEqual([[42]]);
    expect(lines).toHaveLength(process.getuid?.() === 0 ? 1 : 0);
  });
});
