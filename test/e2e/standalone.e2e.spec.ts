import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CreatedWebhook, DeliveryListItem, SERVICES } from '#contracts';
import { eventually } from '#testing';
import { Demo } from '../../apps/standalone/src/demo/demo-workspace.js';
import { reconcileDemo } from '../../apps/standalone/src/demo/reconcile-demo.js';
import { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { build } from '../../tools/build.mjs';
import { freePorts } from '../support/free-ports.js';
import { scrape, sumOf } from '../support/metrics.js';
import { duplicateRecipients, receivedMessages, textOf } from '../support/received-messages.js';

const run = promisify(execFile);

const ADMIN_TOKEN = 'operator-token-of-this-test';
const MINUTE = 60_000;
/** Enough for a first start on a busy machine, and for the takeover of a killed process's work. */
const STARTUP = { timeoutMs: 4 * MINUTE };

describe('npm start', () => {
  let home: string;
  let port: number | undefined;
  let metricsPort: number | undefined;
  let process_: ChildProcess | undefined;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'nimbus-start-'));
    [port, metricsPort] = await freePorts(2);
    await build();
  });

  afterAll(async () => {
    if (process_?.exitCode === null) process_.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  });

  it(
    'continues after SIGKILL in the middle of the demo, sends nothing twice, ends with figures that equal the mailbox and the events of its webhook, and has all that docs/first-campaign.md needs',
    async () => {
      const first = start();
      const demo = await eventually(() => readDemo(first.output), STARTUP);
      await eventually(
        async () => expect((await receivedMessages(demo.mailbox_url)).length).toBeGreaterThan(60),
        STARTUP,
      );
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');

      const second = start({ ADMIN_TOKEN, METRICS_PORT: String(metricsPort) });
      await eventually(() => expect(second.output()).toContain('Ctrl-C stops everything'), STARTUP);

      const rest = new RestClient(demo.base_url, demo.api_key);
      const { byStatus, received, campaign, brought } = await eventually(async () => {
        const now = await reconcileDemo(rest, demo);
        expect({ differences: now.differences, pending: now.pending }).toEqual({
          differences: [],
          pending: 0,
        });
        return now;
      }, STARTUP);
      const { clicked, replied, unsubscribed, spam_complaints } = campaign.metrics ?? {};
      for (const figure of [clicked, replied, unsubscribed, spam_complaints])
        expect(figure).toBeGreaterThan(0);
      expect(brought).toMatchObject({ 'webhook.test': 1, 'campaign.launched': 1, 'campaign.completed': 1 });
      expect(second.output()).toContain(`email.sent ${byStatus.get('sent')}`);
      await expectOnlyItsReceiver(rest, demo);
      const messages = await receivedMessages(demo.mailbox_url);
      expect(duplicateRecipients(messages)).toEqual([]);
      for (const message of [...messages.slice(0, 5), ...messages.slice(-5)])
        expect(await textOf(demo.mailbox_url, message)).toMatch(
          /^(Hi )?[A-Z][a-z]+, ?.*\n\n[A-Z][a-z]+ from Nimbus\s+Unsubscribe: http:.*$/s,
        );
      expect(received).toBeGreaterThan(450);
      expect([...byStatus.keys()]).toEqual(expect.arrayContaining(['bounced', 'sent']));
      expect(byStatus.get('scheduled') ?? 0).toBe(0);
      expect(byStatus.get('sending') ?? 0).toBe(0);

      await expectMetricsOfAll(`http://127.0.0.1:${metricsPort}/metrics`);
      await followFirstCampaign(home);

      second.child.kill('SIGINT');
      const [code]: unknown[] = await once(second.child, 'exit');
      expect(code).toBe(0);
      await expect(fetch(`${demo.base_url}/health/live`)).rejects.toThrow('fetch failed');
      await expect(fetch(demo.mailbox_url)).rejects.toThrow('fetch failed');
    },
    15 * MINUTE,
  );

  it('with its port in use says so, and leaves no server behind', async () => {
    const another = createServer().listen(port, '127.0.0.1');
    await once(another, 'listening');
    const { child, output } = start();
    const [code]: unknown[] = await once(child, 'close'); // `exit` may come before the last output
    another.close();

    expect(code).toBe(1);
    expect(output()).toContain(`address already in use 127.0.0.1:${port}`);
    expect(output()).not.toContain('    at ');
    for (const server of ['postgres', 'nats']) {
      const serverPort = Number(await readFile(join(home, server, 'port'), 'utf8'));
      const [refusal]: unknown[] = await once(connect(serverPort, '127.0.0.1'), 'error');
      expect(refusal).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  it('without a configured server says which', async () => {
    const [closedPort] = await freePorts(1);
    for (const [variable, url] of [
      ['DATABASE_URL', `postgres://a:secret@127.0.0.1:${closedPort}/a`],
      ['NATS_URL', `nats://a:secret@127.0.0.1:${closedPort}`],
    ] as const) {
      const { child, output } = start({ [variable]: url });
      const [code]: unknown[] = await once(child, 'close');
      expect(code).toBe(1);
      expect(output()).toMatch(new RegExp(`^${variable}: `, 'm'));
      expect(output()).not.toMatch(/secret| {4}at /);
    }
  });

  async function readDemo(output: () => string): Promise<Demo> {
    try {
      return Demo.parse(JSON.parse(await readFile(join(home, 'demo.json'), 'utf8')));
    } catch (error) {
      throw new Error(`there is no demo yet, and the output is:\n${output()}`, { cause: error });
    }
  }

  function start(more: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
    const child = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        NIMBUS_HOME: home,
        PORT: String(port),
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process_ = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
    return { child, output: () => output };
  }
});

/** One page for the services that share the process, each under its name. */
async function expectMetricsOfAll(url: string): Promise<void> {
  const series = await scrape([url]);
  const sum = (name: string, job: string) => sumOf(series, name, { job });
  expect(sum('nimbus_http_requests_total', 'gateway')).toBeGreaterThan(0);
  expect(sum('nimbus_sends_total', 'dispatcher')).toBeGreaterThan(0);
  for (const job of SERVICES) expect(sum('nimbus_db_pool_connections', job)).toBeGreaterThan(0);
  expect(series.filter(({ name }) => name === 'process_cpu_seconds_total')).toHaveLength(1);
}

/** The exception for the demo's receiver opens no other server of this machine, and reads nothing there. */
async function expectOnlyItsReceiver(rest: RestClient, demo: Demo): Promise<void> {
  const elsewhere = [demo.base_url, 'http://127.0.0.1:5432', 'http://127.0.0.1', 'http://localhost:4222'];
  for (const url of [...elsewhere, demo.mailbox_url.replace('127.0.0.1', '127.0.0.2')]) {
    const refusal: unknown = await createWebhook(rest, url).catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/answered 400: .*"field":"url"/);
  }
  const { id } = await createWebhook(rest, `${demo.mailbox_url}/api/messages`);
  const attempt = await eventually(async () => {
    const [delivery] = await rest.all(DeliveryListItem, `webhooks/${id}/deliveries/`);
    const [first] = delivery?.attempts ?? [];
    if (first === undefined) throw new Error('nothing was delivered yet');
    return first;
  });
  expect(attempt).toMatchObject({ status_code: 405, response_body: '{"error":"method not allowed"}' });
}

const createWebhook = (rest: RestClient, url: string): Promise<CreatedWebhook> =>
  rest.post(CreatedWebhook, 'webhooks/', {
    name: 'Elsewhere',
    url,
    event_subscriptions: ['export.completed'],
  });

/** Runs the blocks of the page in a shell that has what its reader has: `demo.json` and the token of the start. */
async function followFirstCampaign(home: string): Promise<void> {
  const page = await readFile(new URL('../../docs/first-campaign.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  const env = { PATH: process.env['PATH'], NIMBUS_HOME: home, ADMIN_TOKEN };
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], { env });

  expect(stdout).toContain('"created":2');
  expect(stdout.match(/active$/gm)).toHaveLength(2); // once from the launch, once from the resume
}
