import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { seedCampaign, type SeededCampaign } from '../../../test/seed-campaign.js';
import { migrations } from '../../persistence/migrations/index.js';
import { FIND, LOCK_MESSAGES } from './signals.sql.js';

const LEADS = 50_000;
const SIGNALS = 200;

const servers = useServers();
let core: ServiceCore;
let campaign: SeededCampaign;

/** A large campaign, and others beside it. */
beforeAll(async () => {
  core = await startServiceCore({
    service: 'platforms',
    url: servers.databaseUrl,
    migrations,
    providers: [],
  });
  campaign = await seedCampaign(core.database);
  for (let n = 0; n < 20; n += 1) await seedCampaign(core.database);
  await core.database.query(
    `with added as (
       insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, platform_lead_id, due_at,
         next_attempt_at, created_at, updated_at)
       select gen_random_uuid(), $1, campaign_id, gen_random_uuid(), 'lead-' || n || '@receiver.example', 'pushed',
         'there-' || n, now(), now(), now(), now()
       from link cross join generate_series(1, case when campaign_id = $2 then $3::int else 500 end) as n
       returning enrollment_id, campaign_id
     )
     insert into message (send_id, enrollment_id, workspace_id, campaign_id, step_id, step_number, subject, due_at)
     select gen_random_uuid(), enrollment_id, $1, campaign_id, gen_random_uuid(), step, 'A question', now()
     from added cross join generate_series(1, 3) as step`,
    [uuidOf(campaign.workspaceId), uuidOf(campaign.campaignId), LEADS],
  );
  await core.database.query('analyze');
});
afterAll(() => core.close());

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

async function planOf(sql: string, params: readonly unknown[]): Promise<PlanNode> {
  const [row] = await core.database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `explain (analyze, buffers, format json) ${sql}`,
    params,
  );
  if (row === undefined) throw new Error('a plan is one row');
  return row['QUERY PLAN'][0].Plan;
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const readAll = (plan: PlanNode): string[] =>
  nodesOf(plan)
    .filter(
      (node) => node['Node Type'] === 'Seq Scan' && ['lead', 'message'].includes(node['Relation Name'] ?? ''),
    )
    .map((node) => node['Relation Name'] ?? '');

const asked = (emailOf: (n: number) => string) =>
  Array.from({ length: SIGNALS }, (_, n) => ({
    n,
    connection_id: uuidOf(campaign.connectionId),
    campaign: campaign.platformCampaignId,
    email: emailOf(n + 1),
    lead: `there-${n + 1}`,
    account: campaign.accountEmail,
  }));

describe(`${SIGNALS} signals among ${LEADS} leads`, () => {
  it.each([
    ['addresses', (n: number) => `lead-${n}@receiver.example`],
    ['ids of leads whose addresses were changed', (n: number) => `changed-${n}@receiver.example`],
  ])('find their leads by %s, a few pages each', async (_, emailOf) => {
    const plan = await planOf(FIND.text, [JSON.stringify(asked(emailOf))]);
    expect(readAll(plan)).toEqual([]);
    expect(plan['Shared Hit Blocks']).toBeLessThan(SIGNALS * 20);

    const found = await core.database.query<{ enrollment_id: string | null }>(FIND.text, [
      JSON.stringify(asked(emailOf)),
    ]);
    expect(found.filter(({ enrollment_id }) => enrollment_id !== null)).toHaveLength(SIGNALS);
  });

  it('lock the messages of their leads alone', async () => {
    const leads = await core.database.query<{ enrollment_id: string }>(
      'select enrollment_id from lead where campaign_id = $1 limit $2',
      [uuidOf(campaign.campaignId), SIGNALS],
    );
    const plan = await planOf(LOCK_MESSAGES.text, [leads.map(({ enrollment_id }) => enrollment_id)]);
    expect(readAll(plan)).toEqual([]);
  });
});
