import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { seedWaiting } from '../../../test/seed-leads.js';
import { migrations } from '../../persistence/migrations/index.js';
import { WaitingLeads } from './waiting-leads.js';
import { DUE } from './waiting-leads.sql.js';

const servers = useServers();
let core: ServiceCore;
beforeAll(async () => {
  core = await startServiceCore({
    service: 'platforms',
    url: servers.databaseUrl,
    migrations,
    providers: [WaitingLeads],
  });
});
afterAll(() => core.close());

it('the leads that are due are counted without reading 20,000 leads that are at the platform', async () => {
  const now = core.clock.now();
  const { campaign } = await seedWaiting(core.database, 3, now);
  const id = uuidOf(campaign.campaignId);
  await core.database.query(
    `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, push_started_at, due_at,
       next_attempt_at, created_at, updated_at)
     select gen_random_uuid(), $1, $2, gen_random_uuid(), 'there' || n || '@receiver.example',
       case when n > 2 then 'pushed' else 'doubtful' end, $3, $3, $3, $3, $3
     from generate_series(1, 20000) as n`,
    [uuidOf(campaign.workspaceId), id, now],
  );
  await core.database.query('vacuum analyze lead');
  expect(await core.get(WaitingLeads).due(campaign.campaignId, now)).toBe(5);

  const [row] = await core.database.query<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number } }] }>(
    `explain (analyze, buffers, format json) ${DUE}`,
    [id, now],
  );
  expect(row?.['QUERY PLAN'][0].Plan['Shared Hit Blocks']).toBeLessThan(20);
});
