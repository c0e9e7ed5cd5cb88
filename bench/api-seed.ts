import type { Client } from 'pg';
import { uuidOf, type Id } from '#kernel';

/**
 * Contacts like those of a real workspace: 40 countries, the first ones the most frequent, tiers, grades, 200 tags, some of
 * them rare, and 20,000 companies.
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

/** One for each of the first contacts of the workspace. */
const ENROLLMENTS = `
  insert into enrollment.enrollment (
    id, workspace_id, campaign_id, contact_id, email, status, current_step, enrolled_at, finished_at, source
  )
  select enrollment.uuid_v7(), $1, $2, id, email, (array['completed', 'bounced', 'replied'])[1 + n % 3], 1, now(), now(), 'filter'
  from (select id, email, row_number() over () as n from enrollment.contact where workspace_id = $1 limit $3) people`;

const SENDS = `
  insert into dispatcher.send (
    workspace_id, campaign_id, enrollment_id, contact_id, email, step_id, step_number, account_id, status, due_at, sent_at,
    message_id, subject, error_code, created_at, updated_at
  )
  select $1, $2, id, contact_id, email, id, 1, id, (array['sent', 'sent', 'bounced'])[1 + n % 3], now(), now(),
    '<' || id || '@fleet.example>', 'A question, Person ' || n, case when n % 3 = 2 then 'mailbox_unknown' end, now(), now()
  from (select *, row_number() over () as n from enrollment.enrollment where campaign_id = $2) enrolled`;

const FIGURES = `
  insert into analytics.step_total (
    campaign_id, step_id, step_number, workspace_id, total_sent, bounced, opened, clicked, replied, unsubscribed, spam_complaints
  )
  select id, campaigns.uuid_v7(), step, workspace_id, 1000, 10, 400, 20, 30, 2, 0
  from campaigns.campaign, generate_series(1, 3) step
  where workspace_id = $1`;

const TABLES = [
  'enrollment.contact',
  'enrollment.enrollment',
  'campaigns.campaign',
  'analytics.step_total',
  'dispatcher.send',
];

export interface Seed {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly campaigns: number;
  readonly contacts: number;
  /** The number of the campaign's enrollments, and of its sends. */
  readonly enrolled: number;
}

/** Writes into the tables of the services: a million contacts over the API would be another measurement. */
export async function seed(
  database: Client,
  { workspaceId, campaignId, campaigns, contacts, enrolled }: Seed,
): Promise<void> {
  const [workspace, campaign] = [uuidOf(workspaceId), uuidOf(campaignId)];
  await insertContacts(database, workspace, contacts);
  await database.query(CAMPAIGNS, [campaign, campaigns]);
  await database.query(FIGURES, [workspace]);
  await database.query(ENROLLMENTS, [workspace, campaign, enrolled]);
  await database.query(SENDS, [workspace, campaign]);
  for (const table of TABLES) await database.query(`vacuum analyze ${table}`);
}

/** Without the index of terms, which is built at the end: to keep it up to date took two of three minutes. */
async function insertContacts(database: Client, workspace: string, contacts: number): Promise<void> {
  const { rows } = await database.query<{ definition: string }>(
    `select pg_get_indexdef('enrollment.contact_terms'::regclass) as definition`,
  );
  await database.query('drop index enrollment.contact_terms');
  await database.query(CONTACTS, [workspace, contacts]);
  await database.query(`set maintenance_work_mem = '1GB'`);
  for (const { definition } of rows) await database.query(definition);
}
