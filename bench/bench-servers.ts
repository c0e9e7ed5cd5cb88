import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { ServiceName } from '#contracts';
import { startNats, startPostgres } from '#embedded';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { migrateAll } from '../apps/standalone/src/services.js';
import { StubServices } from '../libs/testing/src/stub-services.js';
import { CleanUps } from './clean-ups.js';
import { cpuSecondsOf } from './cpu.js';

const BARE_USER = { user: 'bare', password: 'bare' };

/** PostgreSQL and NATS in a temporary folder, for services that run as processes of their own. */
export class BenchServers {
  readonly cleanUps = new CleanUps();
  private databaseUrl = '';
  private natsUrl = '';

  /** The result of `build` with the servers, which stop where it fails. */
  static async start<Bed>(build: (servers: BenchServers) => Promise<Bed>): Promise<Bed> {
    const servers = new BenchServers();
    try {
      await servers.startAll();
      return await build(servers);
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  /** The tables of a service. */
  database(service: ServiceName): Pool {
    const options = `-c search_path=${service}`;
    const pool = new Pool({ connectionString: this.databaseUrl, options, max: 8 });
    this.cleanUps.add(() => pool.end());
    return pool;
  }

  /** All other services, which may do everything on NATS. */
  async stubs(): Promise<StubServices> {
    const stubs = await StubServices.start(withLogin(this.natsUrl, BARE_USER.user, BARE_USER.password));
    this.cleanUps.add(() => stubs.stop());
    return stubs;
  }

  /** Starts a service as it is built in `dist`; the caller waits until it is there. */
  run(service: ServiceName, environment: Readonly<Record<string, string>> = {}): ServiceProcess {
    const own = {
      DATABASE_URL: this.databaseUrl,
      NATS_URL: withLogin(this.natsUrl, service, service),
      SECRETS_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'error',
      HOST: '127.0.0.1',
      PORT: '0',
      METRICS_PORT: '0',
    };
    const child = spawn(process.execPath, [`dist/apps/${service}/src/main.js`], {
      env: { ...process.env, NODE_OPTIONS: '', ...own, ...environment },
      stdio: 'inherit',
    });
    const running = new ServiceProcess(child);
    this.cleanUps.add(() => running.stop());
    return running;
  }

  stop(): Promise<void> {
    return this.cleanUps.run();
  }

  private async startAll(): Promise<void> {
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
    this.databaseUrl = postgres.url;
    this.natsUrl = nats.url;
  }
}

/** A service as a process of its own. Its figures are known on Linux only. */
export class ServiceProcess {
  constructor(private readonly child: ChildProcess) {}

  get cpuSeconds(): number {
    return cpuSecondsOf(this.child.pid ?? 0);
  }

  get residentMegabytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}
