import type { z } from 'zod';
import {
  CampaignResource,
  ContactView,
  EnrollmentView,
  pageOf,
  SegmentView,
  SendView,
  type CampaignId,
} from '#contracts';
import type { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import type { LoadRequest } from './load.js';

/** Variants of each scenario, sent in turn as dashboards do, so that caches serve as they do there. */
const VARIANTS = 50;
/** So many that no cached total remains when a filter is repeated. */
const NEW_FILTERS = 8_000;
const TIERS = ['A', 'B', 'C', 'D'];
const COUNTRIES = ['AH', 'AI', 'AJ', 'AK', 'AL', 'AM', 'AN', 'AO'];

export interface Scenario {
  readonly name: string;
  readonly requests: LoadRequest[];
}

/** Scenarios in a seeded workspace; the variants of a scenario differ from each other. */
export const scenariosOf = async (rest: RestClient, campaignId: CampaignId): Promise<Scenario[]> => [
  ...(await aboutCampaigns(rest, campaignId)),
  ...(await aboutContacts(rest)),
];

async function aboutCampaigns(rest: RestClient, campaignId: CampaignId): Promise<Scenario[]> {
  const { paths, items } = await pages(rest, 'campaigns/', CampaignResource);
  const enrollments = await pages(rest, `campaigns/${campaignId}/enrollments/`, EnrollmentView);
  const sends = await pages(rest, `campaigns/${campaignId}/sends/`, SendView);
  const each = items.slice(0, VARIANTS).map(({ id }) => `campaigns/${id}/`);

  return [
    get(rest, 'list campaigns', paths),
    get(rest, 'list active and paused campaigns', narrowed(paths, 'status=active,paused')),
    get(rest, 'get a campaign', each),
    get(
      rest,
      'campaign summary',
      each.map((path) => `${path}analytics/summary/`),
    ),
    get(rest, 'list enrollments of a campaign', enrollments.paths),
    get(rest, 'list bounced enrollments', narrowed(enrollments.paths, 'status=bounced')),
    get(rest, 'list sends of a campaign', sends.paths),
    get(rest, 'list bounced sends', narrowed(sends.paths, 'status=bounced')),
  ];
}

async function aboutContacts(rest: RestClient): Promise<Scenario[]> {
  const { paths, items } = await pages(rest, 'contacts/', ContactView);
  const each = items.slice(0, VARIANTS).map(({ id }) => `contacts/${id}/`);
  const segments = await tierSegments(rest);
  const search = (name: string, bodyOf: (n: number) => object): Scenario => ({
    name,
    requests: Array.from({ length: VARIANTS }, (_, n) => requestTo(rest, 'contacts/search/', bodyOf(n))),
  });
  const filter = (name: string, filterOf: (n: number) => object): Scenario =>
    search(`filter by ${name}`, (n) => ({ filter: filterOf(n) }));

  return [
    get(rest, 'list contacts', paths),
    get(rest, 'get a contact', each),
    get(rest, 'list contacts: a tier', narrowed(paths, 'icp_tier=A')),
    get(rest, 'list contacts: a tier and a grade', narrowed(paths, 'icp_tier=A&grade=B')),
    get(rest, 'list contacts: a rare tag', narrowed(paths, 'tag=list-7')),
    get(rest, 'list contacts: a tier, a rare tag', narrowed(paths, 'icp_tier=A&tag=list-7')),
    get(rest, 'list contacts: a status of nobody', narrowed(paths, 'verification_status=valid')),
    search('search by words', (n) => ({ search: `first${n * 90} last${n * 90}` })),
    search('search by e-mail', (n) => ({ search: `person-${n * 97}@company-${n * 97}.example` })),
    search('search by company', (n) => ({ search: `company ${n * 11}` })),
    filter('two that never meet', () => ({ seniority: ['vp'], industry: ['Industry 3'] })),
    filter('a rare tag', (n) => ({ tags: [`list-${n}`] })),
    filter('country, tier and score', (n) => ({
      country: [at(COUNTRIES, n)],
      icp_tier: ['A'],
      lead_score_min: 50 + n,
    })),
    filter('country (1 in 80)', (n) => ({ country: ['BN'], lead_score_max: 100 - n })),
    filter('tier (1 in 4)', (n) => ({ icp_tier: ['A'], lead_score_max: 100 - n })),
    filter('segment', (n) => ({ segment_ids: [at(segments, n)] })),
    {
      name: 'filters that are new',
      requests: Array.from({ length: NEW_FILTERS }, (_, n) => newFilter(rest, n)),
    },
  ];
}

/** The steps have no common factor with the number of values, so that all values meet. */
const newFilter = (rest: RestClient, n: number): LoadRequest =>
  requestTo(rest, 'contacts/search/', {
    filter: {
      country: [countryOf(n), countryOf(n + 3)],
      icp_tier: [at(TIERS, n * 3), at(TIERS, n * 5 + 1)],
      lead_score_min: (n * 7) % 101,
      lead_score_max: 100 - (n % 13),
    },
  });

/** The countries of `api-seed`. */
const countryOf = (n: number): string =>
  String.fromCharCode(65 + Math.floor((n % 40) / 26), 65 + ((n % 40) % 26));

const at = (values: readonly string[], n: number): string | undefined => values[n % values.length];

const narrowed = (paths: readonly string[], filter: string): string[] =>
  paths.map((path) => `${path}&${filter}`);

const get = (rest: RestClient, name: string, paths: readonly string[]): Scenario => ({
  name,
  requests: paths.map((path) => requestTo(rest, path)),
});

export const requestTo = (
  { authorization: headers }: RestClient,
  path: string,
  body?: object,
): LoadRequest => ({
  method: body === undefined ? 'GET' : 'POST',
  path: `/api/v1/${path}`,
  headers,
  body: body === undefined ? null : JSON.stringify(body),
});

/** The paths of the first pages of a list, and their items. */
async function pages<Item extends z.ZodType>(
  rest: RestClient,
  list: string,
  item: Item,
): Promise<{ paths: string[]; items: z.output<Item>[] }> {
  const paths: string[] = [];
  const items: z.output<Item>[] = [];
  for (let cursor = ''; paths.length < VARIANTS;) {
    const path = `${list}?page_size=50${cursor}`;
    const page = await rest.get(pageOf(item), path);
    paths.push(path);
    items.push(...page.results);
    if (page.next_cursor === null) break;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
  return { paths, items };
}

async function tierSegments(rest: RestClient): Promise<string[]> {
  const ids: string[] = [];
  for (const country of COUNTRIES) {
    const { id } = await rest.post(SegmentView, 'segments/', {
      name: `Tier A in ${country}`,
      conditions: {
        match: 'all',
        rules: [
          { field: 'country', operator: 'equals', value: country },
          { field: 'icp_tier', operator: 'equals', value: 'A' },
        ],
      },
    });
    ids.push(id);
  }
  return ids;
}
