import { randomUUID } from 'node:crypto';
import type { Database } from '#database';

export interface CampaignFacts {
  readonly accounts: readonly string[];
  readonly dailyLimit?: number;
  readonly smart?: boolean;
  readonly held?: boolean;
  readonly minHealth?: number;
  readonly timeZone?: string;
  readonly openFrom?: Date;
  readonly openUntil?: Date;
}

export interface AccountFacts {
  readonly dailyLimit?: number;
  readonly rampLimit?: number | null;
  readonly health?: number;
  readonly active?: boolean;
  readonly timeZone?: string;
}

export interface SendFacts {
  readonly campaign: string;
  readonly count: number;
  readonly dueAt: Date;
  /** The account of follow-ups; first messages have none. */
  readonly account?: string;
  readonly status?: 'scheduled' | 'canceled';
}

/** Campaigns, accounts and sends as the events would have left them, in bulk. */
export class Seeder {
  readonly workspace = randomUUID();

  constructor(private readonly database: Database) {}

  async accounts(count: number, facts: AccountFacts = {}): Promise<string[]> {
    const rows = await this.database.query<{ account_id: string }>(
      `insert into account_state (account_id, workspace_id, email, version, active, health_score, daily_limit, time_zone, ramp_limit)
       select gen_random_uuid(), $1, 'account' || i || '@example.com', 1, $3, $4, $5, $6, $7 from generate_series(1, $2) i
       returning account_id`,
      [
        this.workspace,
        count,
        facts.active ?? true,
        facts.health ?? 90,
        facts.dailyLimit ?? 100_000,
        facts.timeZone ?? 'UTC',
        facts.rampLimit ?? null,
      ],
    );
    return rows.map((row) => row.account_id);
  }

  async campaign(facts: CampaignFacts): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `insert into campaign_send_state (campaign_id, workspace_id, version, held, min_health_score, smart_time_gaps, daily_limit,
         time_zone, open_from, open_until, wake_at)
       values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, '2000-01-01')`,
      [
        id,
        this.workspace,
        facts.held ?? false,
        facts.minHealth ?? 70,
        facts.smart ?? false,
        facts.dailyLimit ?? 1_000_000,
        facts.timeZone ?? 'UTC',
        facts.openFrom ?? new Date('2000-01-01'),
        facts.openUntil ?? new Date('2100-01-01'),
      ],
    );
    await this.database.query('insert into campaign_account select $1, unnest($2::uuid[])', [
      id,
      facts.accounts,
    ]);
    return id;
  }

  async sends({ campaign, count, dueAt, account, status = 'scheduled' }: SendFacts): Promise<void> {
    await this.database.query(
      `insert into send (workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, account_id,
         due_at, created_at, updated_at, status)
       select $1, $2, gen_random_uuid(), gen_random_uuid(), 'contact' || i || '@example.org', gen_random_uuid(),
         case when $5::uuid is null then 1 else 2 end, $5, $4::timestamptz + (i - 1) * interval '1 microsecond', $4, $4, $6
       from generate_series(1, $3) i`,
      [this.workspace, campaign, count, dueAt, account ?? null, status],
    );
  }

  async clear(): Promise<void> {
    await this.database.query(
      'truncate campaign_send_state, campaign_account, account_state, send, dispatcher_instance, outbox',
    );
  }
}
