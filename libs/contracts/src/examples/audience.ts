import type { z } from 'zod';
import type { BulkContacts, BulkContactsResult, ContactInput, ContactView } from '../contacts.js';
import type { SegmentInput, SegmentView } from '../segments.js';
import type { SequenceInput, SequencePreview, SequenceSummary, SequenceView } from '../sequences.js';
import type { SuppressionView } from '../suppressions.js';
import { IDS } from './ids.js';

const [grace, ada] = IDS.contacts;

export const CONTACT_INPUT: z.input<typeof ContactInput> = {
  email: 'grace@lumen.example',
  first_name: 'Grace',
  title: 'Head of Operations',
  time_zone: 'Europe/Berlin',
  tags: ['conference'],
  company: { name: 'Lumen', domain: 'lumen.example' },
  custom_fields: { plan: 'team' },
};

export const CONTACT: ContactView = {
  id: grace,
  workspace_id: IDS.workspace,
  email: 'grace@lumen.example',
  first_name: 'Grace',
  last_name: 'Weber',
  full_name: 'Grace Weber',
  title: 'Head of Operations',
  seniority: 'head',
  department: 'operations',
  phone: null,
  mobile: null,
  linkedin_url: null,
  city: 'Berlin',
  state: null,
  country: 'DE',
  time_zone: 'Europe/Berlin',
  lead_source: 'conference',
  lead_score: 82,
  icp_tier: 'A',
  grade: 'A',
  tags: ['conference'],
  verification_status: 'valid',
  is_enriched: true,
  is_deleted: false,
  company: {
    id: IDS.company,
    name: 'Lumen',
    domain: 'lumen.example',
    industry: 'software',
    employee_count: 240,
    revenue_band: '25M_50M',
  },
  custom_fields: { plan: 'team' },
  created_at: '2026-03-02T11:00:00.000Z',
  updated_at: '2026-04-20T08:30:00.000Z',
};

export const BULK_CONTACTS: BulkContacts = {
  mode: 'upsert',
  contacts: [{ email: 'ada@lumen.example', first_name: 'Ada', icp_tier: 'A', company: { name: 'Lumen' } }],
};

export const BULK_CONTACTS_RESULT: BulkContactsResult = {
  created: 1,
  updated: 0,
  skipped: 0,
  failed: 1,
  results: [
    { index: 0, id: ada, status: 'created' },
    {
      index: 1,
      id: null,
      status: 'failed',
      errors: [{ field: 'email', code: 'invalid_format', message: 'must be an e-mail address' }],
    },
  ],
};

export const SUPPRESSION: SuppressionView = {
  id: IDS.suppression,
  workspace_id: IDS.workspace,
  email: null,
  domain: 'competitor.example',
  exact: false,
  reason: 'manual',
  created_at: '2026-04-22T10:00:00.000Z',
};

const TIER_A: SegmentInput['conditions'] = {
  match: 'all',
  rules: [{ field: 'icp_tier', operator: 'equals', value: 'A' }],
};

export const SEGMENT_INPUT: z.input<typeof SegmentInput> = { name: 'Tier A', conditions: TIER_A };

export const SEGMENT: SegmentView = {
  id: IDS.segment,
  workspace_id: IDS.workspace,
  name: 'Tier A',
  type: 'dynamic',
  conditions: TIER_A,
  contact_count: 1_480,
  contact_count_at: '2026-03-02T12:00:00.000Z',
  created_at: '2026-03-02T12:00:00.000Z',
  updated_at: '2026-03-02T12:00:00.000Z',
};

export const STATIC_SEGMENT: SegmentView = {
  ...SEGMENT,
  name: 'Met at the conference',
  type: 'static',
  conditions: null,
  contact_count: 64,
  contact_count_at: '2026-04-22T10:00:00.000Z',
  updated_at: '2026-04-22T10:00:00.000Z',
};

export const SEQUENCE_INPUT: z.input<typeof SequenceInput> = {
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
};

export const SEQUENCE: SequenceView = {
  id: IDS.sequence,
  workspace_id: IDS.workspace,
  name: 'Two mails',
  version: 1,
  steps: [
    {
      id: IDS.steps[0],
      step_number: 1,
      delay_value: 0,
      delay_unit: 'days',
      subject: 'Hi {{ first_name }}',
      body_html: '<p>A question about {{ company.name }}.</p>',
      body_text: null,
      same_thread: true,
      variants: [
        { id: IDS.variants[0], label: 'A', weight: 1, subject: '', body_html: null, body_text: null },
        {
          id: IDS.variants[1],
          label: 'B',
          weight: 1,
          subject: '{{ company.name | default: "Your team" }} and us',
          body_html: null,
          body_text: null,
        },
      ],
    },
    {
      id: IDS.steps[1],
      step_number: 2,
      delay_value: 3,
      delay_unit: 'days',
      subject: '',
      body_html: '<p>Did this reach you?</p>',
      body_text: null,
      same_thread: true,
      variants: [],
    },
  ],
  created_at: '2026-04-08T10:00:00.000Z',
  updated_at: '2026-04-08T10:00:00.000Z',
};

const { steps, ...withoutSteps } = SEQUENCE;
export const SEQUENCE_SUMMARY: SequenceSummary = { ...withoutSteps, step_count: steps.length };

export const SEQUENCE_PREVIEW: SequencePreview = {
  results: [
    {
      step_id: IDS.steps[0],
      step_number: 1,
      variant: 'A',
      subject: 'Hi Grace',
      body_html: '<p>A question about Lumen.</p>',
      body_text: 'A question about Lumen.',
      warnings: [],
    },
  ],
};
