import { z } from 'zod';
import { Invitation } from '#contracts';
import { newId } from '#kernel';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { PLATFORM_KEY } from '../platforms/platform-server.js';
import { createCampaign, createContacts, createSendingAccounts } from './campaign-fixtures.js';

const WithId = z.object({ id: z.string() });
const Listed = z.object({ results: z.array(WithId) });
const Decisions = z.object({ results: z.tuple([WithId], z.unknown()) });
const Synced = z.object({ accounts_synced_at: z.string() });
const Domains = z.object({ results: z.tuple([z.object({ domain: z.string() })], z.unknown()) });

/** So long that no campaign completes during a test. */
const DELAY_MINUTES = 10_000;
/** More contacts than one request enrolls, so that a job does it. */
const ENOUGH_FOR_A_JOB = 1_001;
const CONTACTS = 3;

const WithSends = z.object({ metrics: z.object({ total_sent: z.number() }) });
const Attempted = z.object({
  results: z.tuple([WithId.extend({ attempts: z.array(z.unknown()).min(1) })]),
});
const Accounts = z.object({
  results: z.array(z.object({ warmup: z.object({ cumulative_sends: z.number() }) })),
});

/**
 * Creates a resource of every kind that has an id; returns the ids by the kind's name in paths. The first campaign is
 * active and has sent; the second is a draft that passes the gate with 20 sending accounts.
 */
export async function seedOneOfEach(
  rest: RestClient,
  smtpPort: number,
  accountCount = 2,
): Promise<Record<string, string[]>> {
  const post = async (path: string, body: object): Promise<string[]> => [
    (await rest.post(WithId, path, body)).id,
  ];
  const accounts = await createSendingAccounts(rest, { smtpPort, count: accountCount });
  await createContacts(rest, CONTACTS);
  const contacts = await rest.get(Listed, 'contacts/');
  const draft = await createCampaign(rest, accounts);
  const { id: active, sends } = await thatHasSent(rest, accounts);
  const webhook = await aWebhook(rest, webhookUrl(smtpPort));
  const [client = ''] = await post('clients/', { name: 'Of the tests' });
  return {
    deliverability: [await aCheckedDomain(rest)],
    decisions: [await aDecision(rest, draft.id)],
    'api-keys': await post('api-keys/', { name: 'Of the tests', scopes: ['campaigns:read'] }),
    campaigns: [active, draft.id],
    clients: [client],
    contacts: contacts.results.map(({ id }) => id),
    jobs: [await aJob(rest, active)],
    'platform-connections': [await aConnection(rest, client)],
    segments: await post('segments/', { name: 'Static', type: 'static' }),
    sends,
    sequences: [draft.sequence_id],
    'sending-accounts': accounts,
    suppressions: await post('suppressions/', { email: 'never@nobody.example' }),
    users: [await aUser(rest)],
    'warmup-campaigns': [await aWarmup(rest, smtpPort)],
    webhooks: [webhook.id],
    deliveries: [webhook.delivery],
  };
}

async function aDecision(rest: RestClient, campaign: string): Promise<string> {
  await rest.get(z.unknown(), `campaigns/${campaign}/gate/`);
  const { results } = await rest.get(Decisions, 'deliverability/decisions/');
  return results[0].id;
}

/** A draft: nothing answers IMAP where its accounts have their mailboxes. */
async function aWarmup(rest: RestClient, smtpPort: number): Promise<string> {
  const imap = () => ({ host: '127.0.0.1', port: smtpPort, secure: false, require_tls: false });
  const accounts = await createSendingAccounts(rest, { smtpPort, count: 2, imap });
  const { id } = await createCampaign(rest, accounts, { campaign_type: 'warmup' });
  await eventually(() => rest.get(z.unknown(), `campaigns/${id}/warmup/`));
  return id;
}

/** Its check is over, so that no figure of it moves during a test. */
async function aCheckedDomain(rest: RestClient): Promise<string> {
  const { results } = await rest.get(Domains, 'deliverability/domains/');
  const [{ domain }] = results;
  await rest.act(`deliverability/domains/${domain}/check/`);
  return domain;
}

/** An address that may be called, where nobody understands HTTP: its deliveries fail. */
export const webhookUrl = (smtpPort: number): string => `http://127.0.0.1:${smtpPort}/hook`;

/** A webhook with a delivery whose first attempt has failed. The next one comes after five seconds. */
async function aWebhook(rest: RestClient, url: string): Promise<{ id: string; delivery: string }> {
  const input = { name: 'Of the tests', url, event_subscriptions: ['webhook.*'] };
  const { id } = await rest.post(WithId, 'webhooks/', input);
  const { results } = await eventually(() => rest.get(Attempted, `webhooks/${id}/deliveries/`));
  return { id, delivery: results[0].id };
}

/** It belongs to the client, so that the workspace can have one too. Its accounts were fetched, so that no figure of it moves. */
async function aConnection(rest: RestClient, client_id: string): Promise<string> {
  const credentials = { api_key: PLATFORM_KEY };
  const input = { platform: 'reachinbox', client_id, credentials };
  const { id } = await rest.post(WithId, 'platform-connections/', input);
  await eventually(() => rest.get(Synced, `platform-connections/${id}/`));
  return id;
}

/** Somebody who was invited and has accepted. */
async function aUser(rest: RestClient): Promise<string> {
  const input = { email: `${crypto.randomUUID()}@example.com`, role: 'member' };
  const { user, token } = await rest.post(Invitation, 'users/', input);
  await rest.post(z.unknown(), 'auth/accept-invitation/', { token, password: 'correct horse battery' });
  return user.id;
}

async function thatHasSent(
  rest: RestClient,
  accounts: readonly string[],
): Promise<{ id: string; sends: string[] }> {
  const before = await warmupSends(rest);
  const settings = { campaign_type: 'nurture' };
  const { id } = await createCampaign(rest, accounts, settings, { delayMinutes: DELAY_MINUTES });
  await rest.act(`campaigns/${id}/launch/`);
  await eventually(async () => {
    const { metrics } = await rest.get(WithSends, `campaigns/${id}/`);
    if (metrics.total_sent < CONTACTS) throw new Error('not everything was sent yet');
    if ((await warmupSends(rest)) < before + CONTACTS) throw new Error('not everything was counted yet');
  });
  const { results } = await rest.get(Listed, `campaigns/${id}/sends/`);
  return { id, sends: results.map((send) => send.id) };
}

/** The figure that changes last after a send: from then on nothing changes by itself. */
async function warmupSends(rest: RestClient): Promise<number> {
  const { results } = await rest.get(Accounts, 'sending-accounts/?page_size=500');
  return results.reduce((sum, { warmup }) => sum + warmup.cumulative_sends, 0);
}

/** Names contacts that do not exist: the job enrolls nobody. */
async function aJob(rest: RestClient, campaign: string): Promise<string> {
  const contact_ids = Array.from({ length: ENOUGH_FOR_A_JOB }, () => newId('cont'));
  const accepted = z.object({ job_id: z.string() });
  const { job_id } = await rest.post(accepted, `campaigns/${campaign}/enroll/`, { contact_ids });
  await eventually(() => rest.get(z.object({ status: z.literal('succeeded') }), `jobs/${job_id}/`));
  return job_id;
}
