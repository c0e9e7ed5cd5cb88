import type { Page } from '#contracts';
import * as audience from './audience.js';
import * as campaigns from './campaigns.js';
import { IDS } from './ids.js';
import * as jobs from './jobs.js';
import * as results from './results.js';
import * as sending from './sending.js';
import * as workspaces from './workspaces.js';

const pageOf = <Item>(...items: Item[]): Page<Item> => ({
  results: items,
  next_cursor: 'Y29udF8wMWtuczBmaGowMGZn.c2VhbGVkLWJ5LXVz',
  has_more: true,
});

const { steps: _, ...sequenceSummary } = { ...audience.SEQUENCE, step_count: 2 };
const { CAMPAIGN, DRAFT } = campaigns;
const { SENDING_ACCOUNT } = sending;
const exported = [results.SEND, results.BOUNCED_SEND];

/** An answer for each route and status that has one in JSON. Those to a body follow its example in `requests.ts`. */
export const ANSWER_EXAMPLES: Readonly<Record<string, unknown>> = {
  'POST /api/v1/auth/login 200': workspaces.TOKENS,
  'POST /api/v1/auth/refresh 200': workspaces.TOKENS,
  'POST /api/v1/admin/workspaces 201': workspaces.NEW_WORKSPACE,
  'GET /api/v1/workspace 200': workspaces.WORKSPACE,
  'PATCH /api/v1/workspace 200': { ...workspaces.WORKSPACE, name: 'Acme Outreach' },
  'POST /api/v1/api-keys 201': workspaces.NEW_API_KEY,
  'GET /api/v1/api-keys 200': pageOf(workspaces.API_KEY),
  'POST /api/v1/clients 201': workspaces.CLIENT,
  'GET /api/v1/clients 200': pageOf(workspaces.CLIENT),
  'GET /api/v1/clients/{id} 200': workspaces.CLIENT,
  'PATCH /api/v1/clients/{id} 200': { ...workspaces.CLIENT, name: 'Lumen SE' },

  'POST /api/v1/campaigns 201': DRAFT,
  'GET /api/v1/campaigns 200': pageOf(CAMPAIGN),
  'GET /api/v1/campaigns/{id} 200': CAMPAIGN,
  'PATCH /api/v1/campaigns/{id} 200': { ...CAMPAIGN, daily_send_limit: 750, max_new_leads_per_day: 75 },
  'GET /api/v1/campaigns/{id}/gate 200': campaigns.GATE_CHECK,
  'GET /api/v1/campaigns/{id}/pacing 200': campaigns.PACING,
  'POST /api/v1/campaigns/{id}/clone 201': { ...DRAFT, id: IDS.clone, name: 'Q3 Cold Outreach' },
  'POST /api/v1/campaigns/{id}/launch 200': campaigns.LAUNCHED,
  'POST /api/v1/campaigns/{id}/pause 200': campaigns.PAUSED,
  'POST /api/v1/campaigns/{id}/resume 200': CAMPAIGN,
  'POST /api/v1/campaigns/{id}/archive 200': campaigns.ARCHIVED,
  'GET /api/v1/campaigns/{id}/enrollments 200': pageOf(results.ENROLLMENT),
  'POST /api/v1/campaigns/{id}/enroll 200': results.ENROLLED,
  'POST /api/v1/campaigns/{id}/enroll 202': jobs.ENROLL_ACCEPTED,
  'POST /api/v1/campaigns/{id}/remove-contacts 200': { removed: 1, canceled_sends: 1, not_enrolled: 0 },
  'GET /api/v1/campaigns/{id}/sends 200': pageOf(...exported),
  'POST /api/v1/campaigns/{id}/sends/retry 200': results.RETRIED,
  'GET /api/v1/campaigns/{id}/export 200': exported,
  'GET /api/v1/campaigns/{id}/export 202': jobs.EXPORT_ACCEPTED,
  'GET /api/v1/campaigns/{id}/analytics/summary 200': results.SUMMARY,
  'GET /api/v1/campaigns/{id}/analytics/steps 200': results.STEP_REPORTS,
  'GET /api/v1/campaigns/{id}/analytics/reply-intents 200': results.REPLY_INTENTS,
  'GET /api/v1/campaigns/{id}/analytics/bounces 200': results.BOUNCES,

  'POST /api/v1/contacts 201': audience.CONTACT,
  'GET /api/v1/contacts 200': pageOf(audience.CONTACT),
  'GET /api/v1/contacts/{id} 200': audience.CONTACT,
  'PATCH /api/v1/contacts/{id} 200': { ...audience.CONTACT, title: 'Chief Operating Officer' },
  'POST /api/v1/contacts/search 200': { ...pageOf(audience.CONTACT), total: 1_480 },
  'POST /api/v1/contacts/bulk 200': audience.BULK_RESULT,
  'POST /api/v1/suppressions 201': audience.SUPPRESSION,
  'GET /api/v1/suppressions 200': pageOf(audience.SUPPRESSION),
  'GET /api/v1/jobs/{id} 200': jobs.EXPORT_JOB,
  'GET /api/v1/jobs/{id}/download 200': exported,
  'POST /api/v1/segments 201': audience.SEGMENT,
  'GET /api/v1/segments 200': pageOf(audience.SEGMENT),
  'GET /api/v1/segments/{id} 200': audience.SEGMENT,
  'PATCH /api/v1/segments/{id} 200': { ...audience.SEGMENT, name: 'Tier A of this year' },
  'POST /api/v1/segments/{id}/contacts 200': audience.STATIC_SEGMENT,
  'POST /api/v1/sequences 201': audience.SEQUENCE,
  'GET /api/v1/sequences 200': pageOf(sequenceSummary),
  'GET /api/v1/sequences/{id} 200': audience.SEQUENCE,
  'PATCH /api/v1/sequences/{id} 200': { ...audience.SEQUENCE, name: 'Two short mails', version: 2 },
  'POST /api/v1/sequences/{id}/preview 200': audience.PREVIEW,

  'POST /api/v1/sending-accounts 201': SENDING_ACCOUNT,
  'GET /api/v1/sending-accounts 200': pageOf(SENDING_ACCOUNT),
  'GET /api/v1/sending-accounts/{id} 200': SENDING_ACCOUNT,
  'PATCH /api/v1/sending-accounts/{id} 200': { ...SENDING_ACCOUNT, daily_send_limit: 60 },
  'POST /api/v1/sending-accounts/{id}/pause 200': { ...SENDING_ACCOUNT, status: 'paused' },
  'POST /api/v1/sending-accounts/{id}/activate 200': SENDING_ACCOUNT,
  'POST /api/v1/sending-accounts/{id}/test 200': { ok: true },
  'GET /api/v1/deliverability/policy 200': sending.GATE_POLICY,
  'PATCH /api/v1/deliverability/policy 200': {
    ...sending.GATE_POLICY,
    min_stage_inboxes: 10,
    max_bounce_rate: 0.04,
    version: 1,
    updated_at: '2026-04-23T14:00:00.000Z',
  },
  'GET /api/v1/deliverability/fleet 200': sending.FLEET,
  'GET /api/v1/deliverability/events 200': pageOf(sending.GATE_DECISION),
  'GET /api/v1/openapi.json 200': { openapi: '3.1.1' },
};

const columnsOf = ({ error, ...send }: typeof results.SEND): Record<string, string | number | null> => ({
  ...send,
  error_code: error?.code ?? null,
  error_smtp_code: error?.smtp_code ?? null,
  error_message: error?.message ?? null,
});

const csv = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((cells) => `${cells.join(',')}\r\n`).join('');

/** The same sends as text. None of their cells needs quotes. */
export const TEXT_EXAMPLES = {
  'text/csv': csv([
    Object.keys(columnsOf(results.SEND)),
    ...exported.map((send) => Object.values(columnsOf(send))),
  ]),
  'application/x-ndjson': exported.map((send) => `${JSON.stringify(send)}\n`).join(''),
} as const;
