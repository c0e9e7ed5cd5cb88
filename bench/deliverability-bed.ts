import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { Pool } from 'pg';
import { CreateSendingAccount, GetGatePolicy } from '#contracts';
import { startNats, startPostgres } from '#embedded';
import { DomainError, idOf, newId, uuidOf, type Id } from '#kernel';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { migrateAll } from '../apps/standalone/src/services.js';
import { StubServices } from '../libs/testing/src/stub-services.js';
import { CleanUps } from './clean-ups.js';

const BARE_USER = { user: 'bare', password: 'bare' };
const STREAM = 'EMAIL';
const DURABLE = 'deliverability-health';

const COPIES = `
  with copied as (
    insert into sending_account select (jsonb_populate_record(account,
      jsonb_build_object('id', gen_random_uuid(), 'email', 'account-' || place || '@sender.example'))).*
    from sending_account account, generate_series(1, $2) place where id = $1
    returning id, workspace_id
  )
  insert into account_health (account_id, workspace_id) select id, workspace_id from copied returning account_id`;

/** The service `deliverability` as a process of its own, with its servers. */
export class DeliverabilityBed {
  private readonly cleanUps = new CleanUps();
  private environment: Record<string, string> = {};
  private child: ChildProcess | undefined;
  private servers: { stubs: StubServices; database: Pool } | undefined;

  static async start(): Promise<DeliverabilityBed> {
    const bed = new DeliverabilityBed();
    try {
      await bed.startServers();
      return bed;
    } catch (error) {
      await bed.stop();
      throw error;
    }
  }

  get stubs(): StubServices {
    return this.known.stubs;
  }

  get database(): Pool {
    return this.known.database;
  }

  async startService(): Promise<void> {
    this.child = spawn(process.execPath, ['dist/apps/deliverability/src/main.js'], {
      env: { ...process.env, NODE_OPTIONS: '', ...this.environment },
      stdio: 'inherit',
    });
    while (!(await this.answers())) await pause(100);
  }

  private async answers(): Promise<boolean> {
    try {
      await this.stubs.rpc.request(GetGatePolicy, { workspace_id: newId('ws') });
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return false;
      throw error;
    }
  }

  async stopService(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }

  /** Warm accounts of one workspace. */
  async addAccounts(count: number): Promise<{ workspace: Id<'ws'>; accounts: Id<'ea'>[] }> {
    const workspace = newId('ws');
    const model = await this.stubs.rpc.request(CreateSendingAccount, {
      workspace_id: workspace,
      workspace_time_zone: 'UTC',
      account: {
        email: 'model@sender.example',
        smtp: { host: 'smtp.sender.example', port: 587, user: 'ada', password: 'sesame' },
        warmup: { started_at: '2020-01-01T00:00:00.000Z', cumulative_sends: 5_000 },
        reputation: 90,
        authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
        daily_send_limit: 1_000,
      },
    });
    const { rows } = await this.database.query<{ account_id: string }>(COPIES, [uuidOf(model.id), count - 1]);
    return { workspace, accounts: [model.id, ...rows.map(({ account_id }) => idOf('ea', account_id))] };
  }

  /** Waits until the service has handled all events, and has computed all accounts. */
  async everythingIsHandled(): Promise<void> {
    for (;;) {
      const { num_pending, num_ack_pending } = await this.stubs.nats.manager.consumers.info(STREAM, DURABLE);
      if (num_pending === 0 && num_ack_pending === 0) break;
      await pause(50);
    }
    await this.everythingIsComputed();
  }

  async everythingIsComputed(): Promise<void> {
    for (;;) {
      const { rowCount } = await this.database.query(
        'select from account_health where touched <> refreshed limit 1',
      );
      if (rowCount === 0) return;
      await pause(50);
    }
  }

  /** Acknowledges all messages of the stream, and does nothing else with them. */
  async onlyAcknowledge(): Promise<void> {
    const { manager, jetstream } = this.stubs.nats;
    const config = {
      durable_name: 'bare',
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      filter_subject: 'evt.email.>',
    };
    await manager.consumers.add(STREAM, config);
    const consumer = await jetstream.consumers.get(STREAM, 'bare');
    let { num_pending: left } = await consumer.info();
    for await (const message of await consumer.consume()) {
      message.ack();
      left -= 1;
      if (left === 0) break;
    }
  }

  stop(): Promise<void> {
    return this.cleanUps.run();
  }

  private get known() {
    if (this.servers === undefined) throw new Error('the servers are not started');
    return this.servers;
  }

  private async startServers(): Promise<void> {
    const { cleanUps } = this;
    const dir = await mkdtemp(join(tmpdir(), 'nimbus-bench-'));
    cleanUps.add(() => rm(dir, { recursive: true, force: true }));
    const postgres = await startPostgres({ dir: join(dir, 'postgres') });
    cleanUps.add(() => postgres.stop());
    const nats = await startNats({
      dir: join(dir, 'nats'),
      users: [...natsUsers((user) => user), BARE_USER],
    });
    cleanUps.add(() => nats.stop());
    await migrateAll(() => postgres.url);
    await provisionAll(withLogin(nats.url, PROVISIONER, PROVISIONER));
    const stubs = await StubServices.start(withLogin(nats.url, BARE_USER.user, BARE_USER.password));
    cleanUps.add(() => stubs.stop());
    const database = new Pool({
      connectionString: postgres.url,
      options: '-c search_path=deliverability',
      max: 4,
    });
    cleanUps.add(() => database.end());
    cleanUps.add(() => this.stopService());
    this.servers = { stubs, database };
    this.environment = {
      DATABASE_URL: postgres.url,
      NATS_URL: withLogin(nats.url, 'deliverability', 'deliverability'),
      SECRETS_KEY: randomBytes(32).toString('base64'),
      ALLOWED_HOSTS: '127.0.0.1:*',
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
    };
  }
}
