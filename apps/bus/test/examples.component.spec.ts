import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { BulkUpsertContacts } from '#contracts';
import { startNats, type EmbeddedServer } from '#embedded';
import { newId } from '#kernel';
import {
  createOutsideConsumer,
  loginOf,
  natsUsers,
  outsideNatsUsers,
  provisionAll,
  PROVISIONER,
  withLogin,
} from '#messaging';
import type { RunningService } from '#service';
import { StubServices, useServers } from '#testing';
import { findPython } from '../../../test/support/generated-clients.js';
import { startBus } from './bus-harness.js';

const run = promisify(execFile);
const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const user = { workspaceId: newId('ws'), name: 'crm', readOnly: false, password: 'secret' };
const databases = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-bus-examples-'));
let server: EmbeddedServer;
let stubs: StubServices;
let service: RunningService;

const urlOf = (login: string, password = login): string => withLogin(server.url, login, password);

/** A server with the users of production, and one more that may do everything, for the stubs. */
beforeAll(async () => {
  const users = [...natsUsers((name) => name), ...outsideNatsUsers([user]), { user: 'all', password: 'all' }];
  server = await startNats({ dir: join(dir, 'nats'), users });
  await provisionAll(urlOf(PROVISIONER));
  await createOutsideConsumer(urlOf(PROVISIONER), user);
  stubs = await StubServices.start(urlOf('all'));
  await stubs.answer(BulkUpsertContacts, () => ({
    created: 1,
    updated: 0,
    skipped: 0,
    failed: 0,
    results: [{ index: 0, id: newId('cont'), status: 'created' as const }],
  }));
  service = await startBus({ databaseUrl: databases.databaseUrl, natsUrl: urlOf('bus') });
});
afterAll(async () => {
  await service.stop();
  await stubs.stop();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function compiled(): Promise<string[]> {
  symlinkSync(at('node_modules'), join(dir, 'node_modules'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const options = [
    '--ignoreConfig',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--strict',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const source = at('docs/examples/typescript/use-bus.ts');
  await run(process.execPath, [at('node_modules/typescript/bin/tsc'), ...options, '--outDir', dir, source]);
  return [process.execPath, join(dir, 'use-bus.js')];
}

const python = findPython('nats-py==2.16.0', 'nats');
if (python === undefined)
  console.warn(
    'SKIPPED: the example in Python. There is no nats-py; with Python 3, the network and INSTALL_GENERATORS=1 this test installs it.',
  );
const commandLineIsHere = spawnSync('nats', ['--version']).status === 0;
if (!commandLineIsHere)
  console.warn(
    'SKIPPED: the example for the command line of NATS. There is no nats on PATH; go install github.com/nats-io/natscli/nats@v0.3.0 makes it.',
  );

const LANGUAGES = [
  { name: 'TypeScript', here: true, command: compiled },
  {
    name: 'Python',
    here: python !== undefined,
    command: async () => [python ?? '', at('docs/examples/python/use_bus.py')],
  },
  {
    name: 'the command line of NATS',
    here: commandLineIsHere,
    command: async () => ['bash', at('docs/examples/nats-cli/use_bus.sh')],
  },
];

describe.each(LANGUAGES)('the example in $name', ({ here, command }) => {
  (here ? it : it.skip)('sends a command, gets its answer, and reads an event', async () => {
    const event = JSON.stringify({ id: newId('evt'), type: 'contact.created' });
    await jetstream(stubs.nats.connection).publish(`nimbus.out.${user.workspaceId}.contact.created`, event);
    const [program = '', ...args] = await command();
    const { stdout } = await run(program, args, {
      env: {
        PATH: process.env['PATH'],
        NATS_URL: server.url,
        NATS_USER: loginOf(user),
        NATS_PASSWORD: user.password,
        WORKSPACE_ID: user.workspaceId,
        EMAIL: 'ada@lovelace.example',
      },
    });
    expect(stdout).toMatch(/"source":"\/crm","status":"ok"/);
    expect(stdout).toContain(event);
    const [request] = stubs.requestsOf(BulkUpsertContacts);
    expect(request).toMatchObject({
      workspace_id: user.workspaceId,
      contacts: [{ email: 'ada@lovelace.example' }],
    });
  });
});
