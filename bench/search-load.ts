import { BulkContactsResult, SearchContacts } from '#contracts';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { timed } from './table.js';

const SEARCHES = 20;
const BATCHES = 20;
const BATCH_SIZE = 1_000;

/** Each filter is used once, so that its total is not cached. */
const search = (rest: RestClient, filter: object): Promise<unknown> =>
  rest.post(SearchContacts.response, 'contacts/search/', { filter });

/** Milliseconds of one exact count alone. */
export const oneCount = async (rest: RestClient): Promise<number> =>
  1_000 * (await timed(() => search(rest, { icp_tier: ['A'], lead_score_min: 1 })));

/** Seconds until different searches, sent at once, have all returned. */
export const manySearches = (rest: RestClient): Promise<number> =>
  timed(() =>
    Promise.all(
      Array.from({ length: SEARCHES }, (_, n) => search(rest, { icp_tier: ['B', 'C'], lead_score_min: n })),
    ),
  );

/** Contacts written per second: new ones, and then the same ones again. */
export async function writesPerSecond(rest: RestClient): Promise<{ added: number; known: number }> {
  const write = async (): Promise<void> => {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      await rest.post(BulkContactsResult, 'contacts/bulk/', { contacts: contactsOf(batch) });
    }
  };
  const count = BATCHES * BATCH_SIZE;
  return { added: count / (await timed(write)), known: count / (await timed(write)) };
}

const contactsOf = (batch: number): object[] =>
  Array.from({ length: BATCH_SIZE }, (_, row) => {
    const n = batch * BATCH_SIZE + row;
    return {
      email: `written-${n}@written-${n % 500}.example`,
      first_name: `First${n % 5_000}`,
      last_name: `Last${n % 9_000}`,
      title: `Head of ${n % 30}`,
      country: 'DE',
      icp_tier: 'A',
      grade: 'B',
      lead_score: n % 101,
      tags: [`list-${n % 1_000}`],
      company: {
        name: `Company ${n % 500}`,
        domain: `written-${n % 500}.example`,
        industry: `Industry ${n % 25}`,
      },
    };
  });
