// `start` creates a sequence and a campaign, launches it and prints its id. `report <id>` pauses it and prints what it did.
import createClient from 'openapi-fetch';
import type { paths } from './nimbus.js';

const { NIMBUS_URL = 'http://localhost:3000', NIMBUS_KEY, SENDING_ACCOUNT_IDS = '' } = process.env;
const client = createClient<paths>({
  baseUrl: NIMBUS_URL,
  headers: { Authorization: `Bearer ${NIMBUS_KEY}` },
});

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

function answered<T>({ data, error }: { data?: T; error?: { code: string; detail: string } }): T {
  if (data === undefined) throw new Error(error && `${error.code}: ${error.detail}`);
  return data;
}

async function start() {
  const body = {
    name: 'Two steps',
    steps: [
      { subject: 'Hello {{ first_name }}', body_html: '<p>First</p>' },
      { delay_value: 3, delay_unit: 'days' as const, body_html: '<p>Second</p>' },
    ],
  };
  const sequence = answered(await client.POST('/api/v1/sequences', { body }));
  const campaign = answered(
    await client.POST('/api/v1/campaigns', {
      body: {
        name: 'From TypeScript',
        campaign_type: 'nurture',
        sequence_id: sequence.id,
        sending_account_ids: SENDING_ACCOUNT_IDS.split(','),
        contact_filter: { created_after: daysAgo(365) },
        daily_send_limit: 200,
        smart_time_gaps: false,
        send_window_start: 0,
        send_window_end: 24,
        send_days: [1, 2, 3, 4, 5, 6, 7],
      },
    }),
  );
  const params = { path: { id: campaign.id } };
  return answered(await client.POST('/api/v1/campaigns/{id}/launch', { params })).id;
}

async function report(id: string) {
  const path = { id };
  const body = { reason: 'report' };
  const paused = answered(await client.POST('/api/v1/campaigns/{id}/pause', { params: { path }, body }));
  const exported = async (format: 'csv' | 'ndjson') =>
    answered(
      await client.GET('/api/v1/campaigns/{id}/export', {
        params: { path, query: { format } },
        parseAs: 'text',
      }),
    );
  const read = {
    campaign: answered(await client.GET('/api/v1/campaigns/{id}', { params: { path } })),
    latest: answered(
      await client.GET('/api/v1/campaigns', { params: { query: { created_after: daysAgo(1) } } }),
    ),
    sends: answered(await client.GET('/api/v1/campaigns/{id}/sends', { params: { path } })),
    summary: answered(
      await client.GET('/api/v1/campaigns/{id}/analytics/summary', {
        params: { path, query: { from: daysAgo(1) } },
      }),
    ),
  };
  const files = { csv: await exported('csv'), ndjson: await exported('ndjson') };
  return JSON.stringify({ paused, ...read, ...files });
}

const [action, id = ''] = process.argv.slice(2);
console.log(action === 'start' ? await start() : await report(id));
