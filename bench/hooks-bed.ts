import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { startNats, startPostgres } from '#embedded';
import { newId, uuidOf } from '#kernel';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { migrateAll } from '../apps/standalone/src/services.js';
import { campaignView } from '../libs/testing/src/view-fixtures.js';
import { CleanUps } from './clean-ups.js';
import { cpuSecondsOf } from './cpu.js';

const SERVICES = ['gateway', 'platforms'] as const;
const PORT = '47391';

/** A campaign at a platform, and the addresses of its leads. */
export interface HookedCampaign {
  readonly token: string;
  readonly platformCampaignId: string;
  readonly accountEmail: string;
  readonly emails: readonly string[];
}

const sha256 = (given: string): string => createHash('sha256').update(given).digest('hex');

/** The services that take hooks, each as a process of its own, with their servers. */
export class HooksBed {
  readonly url = `http://127.0.0.1:${PORT}`;
  private readonly cleanUps = new CleanUps();
  private readonly children: ChildProcess[] = [];
  private pool: Pool | undefined;

  static async start(): Promise<HooksBed> {
    const bed = new HooksBed();
    try {
      await bed.startAll();
      return bed;
    } catch (error) {
      await bed.stop();
      throw error;
    }
  }

  get database(): Pool {
    if (this.pool === undefined) throw new Error('the servers have not started');
    return this.pool;
  }

  /** By service. */
  get cpuSeconds(): number[] {
    return this.children.map(({ pid }) => cpuSecondsOf(pid ?? 0));
  }

  async addCampaign(leads: number, steps: number): Promise<HookedCampaign> {
    const [workspace, connection, account] = [newId('ws'), newId('pcon'), newId('ea')];
    const campaign = campaignView({ workspace_id: workspace, sending_account_ids: [account] });
    const token = randomBytes(24).toString('base64url');
    const platformCampaignId = campaign.id.slice(5);
    const accountEmail = `${account}@sender.example`;
    const ids = [uuidOf(connection), uuidOf(workspace)];
    await this.database.query(
      `insert into connection (id, workspace_id, platform, time_zone, encrypted_credentials, hook_token_hash,
         encrypted_hook_token, hook_id, status, checked_at, next_sync_at, created_at, updated_at)
       values ($1, $2, 'instantly', 'UTC', 'x', decode($3, 'hex'), 'x', '1', 'working', now(), now() + interval '1 day',
         now(), now())`,
      [...ids, sha256(token)],
    );
    await this.database.query('insert into platform_account values ($1, $2, $3, $4, true, now())', [
      ids[0],
      accountEmail,
      '1',
      uuidOf(account),
    ]);
    await this.database.query(
      `insert into link (campaign_id, workspace_id, connection_id, platform, version, campaign, steps, wanted, held,
         platform_campaign_id, observed, confirmed, next_attempt_at, updated_at)
       values ($3, $2, $1, 'instantly', 1, $4, '[]', 'active', false, $5, 'active', true, now() + interval '1 day', now())`,
      [...ids, uuidOf(campaign.id), JSON.stringify(campaign), platformCampaignId],
    );
    const emails = Array.from({ length: leads }, (_, n) => `lead-${n}@receiver.example`);
    await this.database.query(
      `with added as (
         insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, due_at, next_attempt_at,
           created_at, updated_at)
         select gen_random_uuid(), $1, $2, gen_random_uuid(), email, 'pushed', now(), now(), now(), now()
         from unnest($3::text[]) as email
         returning enrollment_id
       )
       insert into message (send_id, enrollment_id, workspace_id, campaign_id, step_id, step_number, subject, due_at)
       select gen_random_uuid(), enrollment_id, $1, $2, gen_random_uuid(), step, 'A question', now()
       from added cross join generate_series(1, $4::int) as step`,
      [ids[1], uuidOf(campaign.id), emails, steps],
    );
    return { token, platformCampaignId, accountEmail, emails };
  }

  async stop(): Promise<void> {
    for (const child of this.children) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await this.cleanUps.run();
  }

  private async startAll(): Promise<void> {
    const { cleanUps } = this;
    const dir = await mkdtemp(join(tmpdir(), 'nimbus-bench-'));
    cleanUps.add(() => rm(dir, { recursive: true, force: true }));
    const postgres = await startPostgres({ dir: join(dir, 'postgres') });
    cleanUps.add(() => postgres.stop());
    const nats = await startNats({ dir: join(dir, 'nats'), users: natsUsers((user) => user) });
    cleanUps.add(() => nats.stop());
    await migrateAll(() => postgres.url);
    await provisionAll(withLogin(nats.url, PROVISIONER, PROVISIONER));
    this.pool = new Pool({ connectionString: postgres.url, options: '-c search_path=platforms', max: 4 });
    cleanUps.add(() => this.database.end());
    for (const service of SERVICES) this.spawn(service, postgres.url, nats.url);
    await pause(5_000); // their start
  }

  private spawn(service: (typeof SERVICES)[number], databaseUrl: string, natsUrl: string): void {
    const environment = {
      DATABASE_URL: databaseUrl,
      NATS_URL: withLogin(natsUrl, service, service),
      SECRETS_KEY: randomBytes(32).toString('base64'),
      JWT_SECRET: randomBytes(32).toString('base64'),
      TRACKING_SECRET: randomBytes(32).toString('base64'),
      PUBLIC_URL: this.url,
      LOG_LEVEL: 'warn',
      HOST: '127.0.0.1',
      PORT: service === 'gateway' ? PORT : '0',
      METRICS_PORT: '0',
    };
    const child = spawn(process.execPath, [`dist/apps/${service}/src/main.js`], {
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: 'inherit',
    });
    this.children.push(child);
  }
}
