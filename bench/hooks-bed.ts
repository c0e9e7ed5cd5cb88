import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { newId, uuidOf } from '#kernel';
import { campaignView } from '../libs/testing/src/view-fixtures.js';
import { BenchServers, type ServiceProcess } from './bench-servers.js';

const PORT = '47391';
const BASE_URL = `http://127.0.0.1:${PORT}`;

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
  readonly url = BASE_URL;

  private constructor(
    private readonly servers: BenchServers,
    readonly database: Pool,
    private readonly services: readonly ServiceProcess[],
  ) {}

  static start(): Promise<HooksBed> {
    return BenchServers.start(async (servers) => {
      const gateway = servers.run('gateway', {
        JWT_SECRET: randomBytes(32).toString('base64'),
        TRACKING_SECRET: randomBytes(32).toString('base64'),
        PUBLIC_URL: BASE_URL,
        PORT,
      });
      const platforms = servers.run('platforms', { PUBLIC_URL: BASE_URL });
      await pause(5_000); // their start
      return new HooksBed(servers, servers.database('platforms'), [gateway, platforms]);
    });
  }

  /** The CPU of gateway and platforms. */
  get cpuSeconds(): number[] {
    return this.services.map(({ cpuSeconds }) => cpuSeconds);
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

  stop(): Promise<void> {
    return this.servers.stop();
  }
}
