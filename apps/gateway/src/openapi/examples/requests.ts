import { IDS } from './ids.js';
import { REFRESH_TOKEN } from './workspaces.js';

const [grace] = IDS.contacts;

/** A body for each route that takes one. Tests hold them against the schemas, and send them. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  'POST /api/v1/auth/login': { email: 'owner@acme.example', password: 'a long enough one' },
  'POST /api/v1/auth/refresh': {
    refresh_token: REFRESH_TOKEN,
  },
  'POST /api/v1/admin/workspaces': {
    name: 'Acme',
    time_zone: 'Europe/Berlin',
    owner: { email: 'owner@acme.example', password: 'a long enough one' },
  },
  'PATCH /api/v1/workspace': { name: 'Acme Outreach', time_zone: 'Europe/Berlin' },
  'POST /api/v1/clients': { name: 'Lumen GmbH' },
  'PATCH /api/v1/clients/{id}': { name: 'Lumen SE' },
  'POST /api/v1/api-keys': { name: 'Reports', scopes: ['campaigns:read'], expires_at: null },
  'POST /api/v1/sending-accounts': {
    email: 'rep1@outreach.example',
    display_name: 'Rep 1',
    smtp: { host: 'smtp.outreach.example', port: 587, user: 'rep1', password: 'secret' },
    daily_send_limit: 40,
    warmup: { started_at: '2026-01-05T00:00:00Z', cumulative_sends: 900 },
    reputation: 92,
    authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
  },
  'PATCH /api/v1/sending-accounts/{id}': { daily_send_limit: 60 },
  'PATCH /api/v1/deliverability/policy': { min_stage_inboxes: 10, max_bounce_rate: 0.04 },
  'POST /api/v1/contacts': {
    email: 'grace@lumen.example',
    first_name: 'Grace',
    title: 'Head of Operations',
    time_zone: 'Europe/Berlin',
    tags: ['conference'],
    company: { name: 'Lumen', domain: 'lumen.example' },
    custom_fields: { plan: 'team' },
  },
  'PATCH /api/v1/contacts/{id}': { title: 'Chief Operating Officer', phone: null },
  'POST /api/v1/contacts/search': { filter: { icp_tier: ['A'], country: ['DE'] }, page_size: 100 },
  'POST /api/v1/suppressions': { domain: 'competitor.example' },
  'POST /api/v1/contacts/bulk': {
    mode: 'upsert',
    contacts: [{ email: 'ada@lumen.example', first_name: 'Ada', icp_tier: 'A', company: { name: 'Lumen' } }],
  },
  'POST /api/v1/segments': {
    name: 'Tier A',
    conditions: { match: 'all', rules: [{ field: 'icp_tier', operator: 'equals', value: 'A' }] },
  },
  'PATCH /api/v1/segments/{id}': { name: 'Tier A of this year' },
  'POST /api/v1/segments/{id}/contacts': { add: [grace], remove: [] },
  'PATCH /api/v1/sequences/{id}': { name: 'Two short mails' },
  'POST /api/v1/sequences': {
    name: 'Two mails',
    steps: [
      {
        subject: 'Hi {{ first_name }}',
        body_html: '<p>A question about {{ company.name }}.</p>',
        variants: [
          { label: 'A', weight: 1 },
          { label: 'B', weight: 1, subject: '{{ company.name | default: "Your team" }} and us' },
        ],
      },
      { delay_value: 3, delay_unit: 'days', body_html: '<p>Did this reach you?</p>' },
    ],
  },
  'POST /api/v1/sequences/{id}/preview': {
    contact_id: grace,
    step_number: 1,
  },
  'POST /api/v1/campaigns': {
    name: 'Q2 Cold Outreach - Tier A RevOps',
    campaign_type: 'cold_outreach',
    sequence_id: IDS.sequence,
    sending_account_ids: [...IDS.inboxes],
    contact_filter: { icp_tier: ['A'] },
    daily_send_limit: 500,
    max_new_leads_per_day: 50,
  },
  'PATCH /api/v1/campaigns/{id}': { daily_send_limit: 750, max_new_leads_per_day: 75 },
  'POST /api/v1/campaigns/{id}/clone': { name: 'Q3 Cold Outreach' },
  'POST /api/v1/campaigns/{id}/pause': { reason: 'reviewing_copy' },
  'POST /api/v1/campaigns/{id}/enroll': { contact_ids: [...IDS.contacts] },
  'POST /api/v1/campaigns/{id}/remove-contacts': {
    contact_ids: [grace],
    stop_pending_sends: true,
  },
  'POST /api/v1/campaigns/{id}/sends/retry': { status: 'failed' },
};
