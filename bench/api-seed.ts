import { uuidOf, type Id } from '#kernel';
import type { Client } from 'pg';

/**
 * Contacts as a list that was bought and worked on: 40 countries, the first of them the most frequent, tiers, grades,
 * 200 tags, some of them rare, 20,000 companies.
 */
const CONTACTS = `
  insert into enrollment.contact (
    id, workspace_id, email, first_name, last_name, title, seniority, department, country, lead_score, icp_tier, grade,
    company_name, company_domain, company_industry, tags, created_at, updated_at
  )
  select enrollment.uuid_v7(), $1, 'person-' || n || '@company-' || n % 20000 || '.example',
    'First' || n % 5000, 'Last' || n % 9000, 'Head of ' || n % 30,
    (array['c_level', 'vp', 'director', 'manager', 'ic'])[1 + n % 5], 'Department ' || n % 12,
    chr(65 + rank / 26) || chr(65 + rank % 26), n % 101, (array['A', 'B', 'C', 'D'])[1 + n % 4],
    (array['A', 'B', 'C'])[1 + n % 3],
    'Company ' || n % 20000, 'company-' || n % 20000 || '.example', 'Industry ' || n % 25,
    array['tag-' || floor(200 * power(random(), 3)), 'list-' || n % 1000],
    now() - n * interval '1 second', now()
  from (select n, floor(40 * power(random(), 2))::int as rank from generate_series(1, $2::int) n) numbered`;

/** Copies of one campaign in all states. */
const CAMPAIGNS = `
  insert into campaigns.campaign
  select (jsonb_populate_record(c, jsonb_build_object(
    'id', campaigns.uuid_v7(),
    'name', 'Campaign ' || n,
    'created_at', now() - n * interval '1 minute',
    'status', (array['draft', 'active', 'paused', 'completed', 'archived'])[1 + n % 5],
    'started_at', case when n % 5 in (1, 2, 3) then now() end,
    'paused_by', case when n % 5 = 2 then 'user' end,
    'completed_at', case when n % 5 = 3 then now() end,
    'archived_at', case when n % 5 = 4 then now() end
  ))).*
  from campaigns.campaign c, generate_series(1, $2::int) n
  where c.id = $1`;

const FIGURES = `
  insert into analytics.step_total (
    campaign_id, step_id, step_number, workspace_id, total_sent, bounced, opened, clicked, replied, unsubscribed, spam_complaints
  )
  select id, campaigns.uuid_v7(), step, workspace_id, 1000, 10, 400, 20, 30, 2, 0
  from campaigns.campaign, generate_series(1, 3) step
  where workspace_id = $1`;

export interface Seed {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly campaigns: number;
  readonly contacts: number;
}

/** Straight into the tables of the services, since a million contacts over the API is another measurement. */
export async function seed(
  database: Client,
  { workspaceId, campaignId, campaigns, contacts }: Seed,
): Promise<void> {
  await database.query(CONTACTS, [uuidOf(workspaceId), contacts]);
  await database.query(CAMPAIGNS, [uuidOf(campaignId), campaigns]);
  await database.query(FIGURES, [uuidOf(workspaceId)]);
  for (const table of ['enrollment.contact', 'campaigns.campaign', 'analytics.step_total']) {
    await database.query(`vacuum analyze ${table}`);
  }
}
