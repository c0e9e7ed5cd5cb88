import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { EnrollmentStarted, typesMatching } from '#contracts';
import { startNats, startPostgres } from '#embedded';
import { newId, uuidOf, type Id } from '#kernel';
import { makeEvent, natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { SecretBox } from '#secrets';
import { migrateAll } from '../apps/standalone/src/services.js';
import { EndpointSecrets } from '../apps/webhooks/src/endpoints/persistence/endpoint-secrets.js';
import { StubServices } from '../libs/testing/src/stub-services.js';
import { CleanUps } from './clean-ups.js';
import { cpuSecondsOf } from './cpu.js';
import { startWebhookSink, type WebhookSink } from './start-webhook-sink.js';

const BARE_USER = { user: 'bare', password: 'bare' };

const ADD = `
with added as (
  insert into endpoint select * from jsonb_populate_recordset(null::endpoint, $1::jsonb) returning id
)
insert into delivery_queue (endpoint_id) select id from added`;

/** The service `webhooks` as a process of its own, with its servers and a receiver. */
export class WebhooksBed {
  private readonly cleanUps = new CleanUps();
  private readonly key = randomBytes(32);
  private child: ChildProcess | undefined;
  private environment: Record<string, string> = {};
  private servers: { stubs: StubServices; database: Pool; sink: WebhookSink } | undefined;

  static async start(): Promise<WebhooksBed> {
    const bed = new WebhooksBed();
    try {
      await bed.startServers();
      return bed;
    } catch (error) {
      await bed.stop();
      throw error;
    }
  }

  get database(): Pool {
    return this.known.database;
  }

  get sink(): WebhookSink {
    return this.known.sink;
  }

  async startService(): Promise<void> {
    this.child = spawn(process.execPath, ['dist/apps/webhooks/src/main.js'], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.environment },
      stdio: 'inherit',
    });
    await pause(5_000); // its start
  }

  async stopService(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  /** One webhook in each workspace, whose path says how its receiver behaves. */
  async addWebhooks(paths: readonly string[]): Promise<Id<'ws'>[]> {
    const secrets = new EndpointSecrets(new SecretBox(this.key));
    const workspaces = paths.map(() => newId('ws'));
    const rows = paths.map((path, n) => {
      const id = newId('wh');
      return {
        id: uuidOf(id),
        workspace_id: uuidOf(workspaces[n] ?? ''),
        name: path,
        url: this.sink.url + path,
        format: 'json',
        active: true,
        event_subscriptions: ['*'],
        event_types: typesMatching(['*']),
        ...secrets.sealed(id, `whsec_${randomBytes(24).toString('base64')}`),
        created_at: new Date(),
        updated_at: new Date(),
      };
    });
    await this.database.query(ADD, [JSON.stringify(rows)]);
    return workspaces;
  }

  /** One enrollment in each of the workspaces, which happens now. */
  async happen(workspaces: readonly Id<'ws'>[]): Promise<void> {
    const time = new Date();
    const events = workspaces.map((workspaceId) =>
      makeEvent(EnrollmentStarted, {
        service: 'enrollment',
        workspaceId,
        time,
        data: {
          campaign_id: newId('camp'),
          enrollment_id: newId('enr'),
          contact_id: newId('cont'),
          email: 'grace.hopper@lumen.example',
          at: time.toISOString(),
        },
      }),
    );
    await this.known.stubs.publish(EnrollmentStarted, events);
  }

  get residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8'); // Linux only
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
  }

  get cpuSeconds(): number {
    return cpuSecondsOf(this.child?.pid ?? 0);
  }

  async stop(): Promise<void> {
    await this.stopService();
    await this.cleanUps.run();
  }

  private get known() {
    if (this.servers === undefined) throw new Error('the servers have not started');
    return this.servers;
  }

  private async startServers(): Promise<void> {
    const { cleanUps } = this;
    const dir = await mkdtemp(join(tmpdir(), 'nimbus-bench-'));
    cleanUps.add(() => rm(dir, { recursive: true, force: true }));
    const postgres = await startPostgres({ dir: join(dir, 'postgres') });
    cleanUps.add(() => postgres.stop());
    const users = [...natsUsers((user) => user), BARE_USER];
    const nats = await startNats({ dir: join(dir, 'nats'), users });
    cleanUps.add(() => nats.stop());
    await migrateAll(() => postgres.url);
    await provisionAll(withLogin(nats.url, PROVISIONER, PROVISIONER));
    const sink = await startWebhookSink();
    cleanUps.add(() => sink.stop());
    const stubs = await StubServices.start(withLogin(nats.url, BARE_USER.user, BARE_USER.password));
    cleanUps.add(() => stubs.stop());
    const database = new Pool({ connectionString: postgres.url, options: '-c search_path=webhooks', max: 4 });
    cleanUps.add(() => database.end());
    this.servers = { stubs, database, sink };
    this.environment = {
      DATABASE_URL: postgres.url,
      NATS_URL: withLogin(nats.url, 'webhooks', 'webhooks'),
      SECRETS_KEY: this.key.toString('base64'),
      PUBLIC_URL: 'https://nimbus.example',
      ALLOW_PRIVATE_NETWORKS: 'true',
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
    };
  }
}
