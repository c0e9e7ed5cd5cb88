import { createHash } from 'node:crypto';
import type { CampaignId } from '#contracts';
import type { Database } from '#database';
import { newId, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import { campaignView } from '#testing';

/** A campaign that runs at a platform, with its connection and the accounts there. */
export interface SeededCampaign {
  readonly workspaceId: Id<'ws'>;
  readonly connectionId: Id<'pcon'>;
  readonly platform: OutsidePlatform;
  readonly token: string;
  readonly campaignId: CampaignId;
  readonly platformCampaignId: string;
  readonly accountId: Id<'ea'>;
  readonly accountEmail: string;
}

/** A lead that was pushed, and its messages in the order of steps. */
export interface SeededLead {
  readonly enrollmentId: Id<'enr'>;
  readonly contactId: Id<'cont'>;
  readonly email: string;
  readonly sends: readonly Id<'send'>[];
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** With a connection of its own, which can receive hooks and make no calls. */
export async function seedCampaign(
  database: Database,
  platform: OutsidePlatform = 'instantly',
  now = new Date(),
): Promise<SeededCampaign> {
  const connection = { workspaceId: newId('ws'), connectionId: newId('pcon') };
  const token = `token-of-${connection.connectionId}`;
  await database.query(
    `insert into connection (id, workspace_id, platform, time_zone, encrypted_credentials, hook_token_hash,
       encrypted_hook_token, hook_id, status, checked_at, next_sync_at, created_at, updated_at)
     values ($1, $2, $3, 'UTC', 'x', decode($4, 'hex'), 'x', '1', 'working', $5::timestamptz,
       $5::timestamptz + interval '1 day', $5, $5)`,
    [uuidOf(connection.connectionId), uuidOf(connection.workspaceId), platform, sha256(token), now],
  );
  return { ...(await seedCampaignOf(database, { ...connection, platform }, now)), token };
}

/** A campaign of a connection that is there. */
export async function seedCampaignOf(
  database: Database,
  connection: Pick<SeededCampaign, 'workspaceId' | 'connectionId' | 'platform'>,
  now = new Date(),
): Promise<SeededCampaign> {
  const accountId = newId('ea');
  const campaignId = newId('camp');
  const seeded: SeededCampaign = {
    ...connection,
    token: '',
    campaignId,
    platformCampaignId: String(Math.floor(Math.random() * 1e9)), // two of the platforms have numbers
    accountId,
    accountEmail: `${accountId}@sender.example`,
  };
  const { workspaceId, connectionId, platform, platformCampaignId, accountEmail } = seeded;
  await database.query('insert into platform_account values ($1, $2, $3, $4, true, $5)', [
    uuidOf(connectionId),
    accountEmail,
    '1',
    uuidOf(accountId),
    now,
  ]);
  const campaign = campaignView({
    id: campaignId,
    workspace_id: workspaceId,
    sending_account_ids: [accountId],
  });
  await database.query(
    `insert into link (campaign_id, workspace_id, connection_id, platform, version, campaign, steps, wanted, held,
       platform_campaign_id, observed, confirmed, next_attempt_at, updated_at)
     values ($1, $2, $3, $4, 1, $5, '[]', 'active', false, $6, 'active', true, $7::timestamptz + interval '1 day', $7)`,
    [
      uuidOf(campaignId),
      uuidOf(workspaceId),
      uuidOf(connectionId),
      platform,
      JSON.stringify(campaign),
      platformCampaignId,
      now,
    ],
  );
  return seeded;
}

export async function seedLead(
  database: Database,
  { workspaceId, campaignId }: SeededCampaign,
  steps = 2,
): Promise<SeededLead> {
  const lead: SeededLead = {
    enrollmentId: newId('enr'),
    contactId: newId('cont'),
    email: `${newId('cont')}@receiver.example`,
    sends: Array.from({ length: steps }, () => newId('send')),
  };
  const place = [uuidOf(lead.enrollmentId), uuidOf(workspaceId), uuidOf(campaignId)];
  await database.query(
    `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, due_at, next_attempt_at,
       created_at, updated_at)
     values ($1, $2, $3, $4, $5, 'pushed', now(), now(), now(), now())`,
    [...place, uuidOf(lead.contactId), lead.email],
  );
  await database.query(
    `insert into message (send_id, enrollment_id, workspace_id, campaign_id, step_id, step_number, variant, subject, due_at)
     select send_id, $1, $2, $3, gen_random_uuid(), step, 'A', 'Subject ' || step, now()
     from unnest($4::uuid[]) with ordinality as sent (send_id, step)`,
    [...place, lead.sends.map(uuidOf)],
  );
  return lead;
}
