import { z } from 'zod';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { aCampaign, aFleet, anAudience } from './campaign-builder.js';

const WithId = z.object({ id: z.string() });
const Contacts = z.object({ results: z.array(WithId) });

/** A workspace that has something of every kind an id can name; the ids, by the name that paths give the kind. */
export async function oneOfEach(
  rest: RestClient,
  smtpPort: number,
  inboxes = 2,
): Promise<Record<string, string[]>> {
  const post = async (path: string, body: object): Promise<string[]> => [
    (await rest.post(WithId, path, body)).id,
  ];
  const accounts = await aFleet(rest, { smtpPort, inboxes });
  await anAudience(rest, 3);
  const contacts = await rest.get(Contacts, 'contacts/');
  const campaign = await aCampaign(rest, accounts);
  return {
    'api-keys': await post('api-keys/', { name: 'Of the tests', scopes: ['campaigns:read'] }),
    campaigns: [campaign.id],
    clients: await post('clients/', { name: 'Of the tests' }),
    contacts: contacts.results.map(({ id }) => id),
    segments: await post('segments/', { name: 'Static', type: 'static' }),
    sequences: [campaign.sequence_id],
    'sending-accounts': accounts,
    suppressions: await post('suppressions/', { email: 'never@nobody.example' }),
  };
}
