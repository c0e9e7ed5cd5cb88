import type { Database } from '#database';
import { newId, uuidOf, type Id } from '#kernel';
import { seedCampaign, type SeededCampaign } from './seed-campaign.js';

/** A campaign whose link is ready, with leads that wait, oldest first. */
export async function seedWaiting(
  database: Database,
  count: number,
  now: Date,
): Promise<{ campaign: SeededCampaign; leads: Id<'enr'>[] }> {
  const campaign = await seedCampaign(database, 'instantly', now);
  await database.query(
    `update link set mirrored_version = 1, mirrored_plan = '{}', steps = $2 where campaign_id = $1`,
    [uuidOf(campaign.campaignId), JSON.stringify([{ step_id: newId('step'), step_number: 1, delay_ms: 0 }])],
  );
  const leads = Array.from({ length: count }, () => newId('enr'));
  await database.query(
    `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, due_at, next_attempt_at, created_at, updated_at)
     select id, $2, $3, gen_random_uuid(), 'lead' || place || '@receiver.example', at, at, at, at
     from unnest($1::uuid[]) with ordinality as l (id, place),
       lateral (select $4::timestamptz + place * interval '1 microsecond' - interval '1 second' as at) due`,
    [leads.map(uuidOf), uuidOf(campaign.workspaceId), uuidOf(campaign.campaignId), now],
  );
  return { campaign, leads };
}
