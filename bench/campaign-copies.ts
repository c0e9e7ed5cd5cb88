import { randomUUID } from 'node:crypto';
import {
  CampaignResource,
  SegmentView,
  SendingAccountView,
  SequenceView,
  type CampaignResource as Campaign,
} from '#contracts';
import { uuidOf } from '#kernel';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { addContacts, HTML } from './bench-fixtures.js';
import type { BenchSystem } from './bench-system.js';

export const ACCOUNTS_PER_CAMPAIGN = 5;
export const CONTACTS_PER_CAMPAIGN = 20;
export const DAILY_LIMIT_OF_ACCOUNT = 60;
const FIRST_STEP_WAITS = 'select count(*)::int as n from dispatcher.send where campaign_id = $1';

/** A launched campaign whose first messages wait for another day; the bench copies it. */
export interface Template {
  readonly campaign: string;
  readonly account: string;
  readonly workspace: string;
  /** Ids of its two steps. */
  readonly steps: readonly string[];
}

export async function launchTemplate(system: BenchSystem, smtpPort: number): Promise<Template> {
  const rest = await system.newWorkspace();
  const account = await addAccount(rest, smtpPort);
  await addContacts(rest, CONTACTS_PER_CAMPAIGN);
  const { campaign, steps } = await addTwoStepCampaign(rest, account);
  await rest.act(`campaigns/${campaign.id}/launch/`);
  const uuid = uuidOf(campaign.id);
  await system.until(FIRST_STEP_WAITS, [uuid], CONTACTS_PER_CAMPAIGN);
  return {
    campaign: uuid,
    account: uuidOf(account),
    workspace: uuidOf(campaign.workspace_id),
    steps: steps.map(uuidOf),
  };
}

async function addAccount(rest: RestClient, port: number): Promise<SendingAccountView['id']> {
  const { id } = await rest.post(SendingAccountView, 'sending-accounts/', {
    email: 'account@fleet.example',
    display_name: 'Account',
    smtp: { host: '127.0.0.1', port },
    daily_send_limit: DAILY_LIMIT_OF_ACCOUNT,
    warmup: { started_at: '2020-01-01T00:00:00.000Z', cumulative_sends: 5_000 },
    reputation: 95,
    authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  });
  return id;
}

async function addTwoStepCampaign(rest: RestClient, account: string) {
  const segment = await rest.post(SegmentView, 'segments/', {
    name: 'Everybody',
    conditions: { everybody: true },
  });
  const sequence = await rest.post(SequenceView, 'sequences/', {
    name: 'Two steps',
    steps: [
      { subject: 'A question, {{ first_name }}', body_html: HTML },
      { subject: 'Once more, {{ first_name }}', body_html: HTML, delay_value: 3, delay_unit: 'days' },
    ],
  });
  const today = new Date().getUTCDay() || 7;
  const campaign: Campaign = await rest.post(CampaignResource, 'campaigns/', {
    name: 'Measured',
    campaign_type: 'nurture', // the gate would require 20 sending accounts
    sequence_id: sequence.id,
    sending_account_ids: [account],
    contact_filter: { segment_ids: [segment.id] },
    daily_send_limit: ACCOUNTS_PER_CAMPAIGN * DAILY_LIMIT_OF_ACCOUNT,
    max_new_leads_per_day: CONTACTS_PER_CAMPAIGN,
    smart_time_gaps: true,
    send_window_start: 0,
    send_window_end: 24,
    send_days: [1, 2, 3, 4, 5, 6, 7].filter((day) => day !== today),
  });
  return { campaign, steps: sequence.steps.map(({ id }) => id) };
}

/** Rows like those of a template, with other values: `$1` campaign or account of the template, `$2` the new ids. */
const copies = (table: string, key: string, values: string): string => `
  insert into ${table}
  select copy.* from ${table} original, unnest($2::uuid[]) with ordinality as new (id, n),
    jsonb_populate_record(original, jsonb_build_object(${values})) copy
  where original.${key} = $1`;

const ACCOUNTS = [
  copies(
    'deliverability.sending_account',
    'id',
    `'id', new.id, 'email', 'account-' || new.id || '@fleet.example'`,
  ),
  copies(
    'dispatcher.account_state',
    'account_id',
    `'account_id', new.id, 'email', 'account-' || new.id || '@fleet.example'`,
  ),
];

const CAMPAIGNS = [
  copies('campaigns.campaign', 'id', `'id', new.id, 'name', 'Campaign ' || new.n`),
  copies('enrollment.campaign_replica', 'campaign_id', `'campaign_id', new.id`),
  copies('enrollment.enrollment', 'campaign_id', `'id', enrollment.uuid_v7(), 'campaign_id', new.id`),
  copies('dispatcher.campaign_send_state', 'campaign_id', `'campaign_id', new.id`),
];

const SENDS = `
  insert into dispatcher.send
  select copy.* from dispatcher.send original
  join enrollment.enrollment e on e.contact_id = original.contact_id and e.campaign_id = any ($2::uuid[]),
    jsonb_populate_record(original, jsonb_build_object(
      'id', dispatcher.uuid_v7(), 'campaign_id', e.campaign_id, 'enrollment_id', e.id)) copy
  where original.campaign_id = $1`;

const MEMBERS = 'insert into dispatcher.campaign_account select * from unnest($1::uuid[], $2::uuid[])';

const CAMPAIGN_ACCOUNTS = `
  update campaigns.campaign c set sending_account_ids = own.ids
  from (select campaign_id, array_agg(account_id) as ids from dispatcher.campaign_account group by 1) own
  where own.campaign_id = c.id`;

const TABLES = [
  'campaigns.campaign',
  'deliverability.sending_account',
  'dispatcher.campaign_account',
  'dispatcher.campaign_send_state',
  'dispatcher.account_state',
  'dispatcher.send',
  'enrollment.campaign_replica',
  'enrollment.enrollment',
];

/**
 * Copies the template in the tables of all services, each copy with its own sending accounts; returns the campaign ids. To
 * create and launch as many over the API would take longer than the measurement. The copies are held until `release`, so
 * that a bench can change their state first.
 */
export async function copyCampaigns(
  system: BenchSystem,
  template: Template,
  size: number,
): Promise<string[]> {
  const { database } = system;
  const campaigns = Array.from({ length: size }, () => randomUUID());
  const accounts = Array.from({ length: size * ACCOUNTS_PER_CAMPAIGN }, () => randomUUID());
  const owners = accounts.map((_, n) => campaigns[Math.floor(n / ACCOUNTS_PER_CAMPAIGN)]);
  await database.query('begin');
  await database.query('update dispatcher.campaign_send_state set held = true where campaign_id = $1', [
    template.campaign,
  ]);
  for (const sql of ACCOUNTS) await database.query(sql, [template.account, accounts]);
  for (const sql of [...CAMPAIGNS, SENDS]) await database.query(sql, [template.campaign, campaigns]);
  await database.query(MEMBERS, [owners, accounts]);
  await database.query(CAMPAIGN_ACCOUNTS);
  await database.query('commit');
  for (const table of TABLES) await database.query(`vacuum analyze ${table}`);
  return campaigns;
}

/** Lets the dispatcher work on all copies. */
export async function release(system: BenchSystem, campaigns: readonly string[]): Promise<void> {
  await system.database.query(
    'update dispatcher.campaign_send_state set held = false, wake_at = now() where campaign_id = any ($1::uuid[])',
    [campaigns],
  );
}
