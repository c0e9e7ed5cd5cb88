import { z } from 'zod';
import { Country, CustomFields, Tags, WebAddress } from './contact-fields.js';
import { ContactQuery, IcpTier, VerificationStatus } from './contact-filter.js';
import { defineRequest } from './define.js';
import { EmailAddress } from './email-address.js';
import { changesOf, FieldErrorView, Instant, optionalLine, TimeZone } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { OPERATOR } from './services.js';

export const MAX_BULK_CONTACTS = 1_000;

const CONTACT_FIELD = {
  country: { description: 'ISO 3166, two letters.' },
  time_zone: { description: 'IANA, such as `Europe/Berlin`.' },
  lead_score: { description: 'From 0 to 1,000.' },
} as const;

export const CompanyInput = z.strictObject({
  name: optionalLine(200),
  domain: optionalLine(253),
  industry: optionalLine(100),
  employee_count: z.number().int().min(0).max(100_000_000).nullish(),
  revenue_band: optionalLine(50).meta({ description: 'Such as `25M_50M`.' }),
});

/** The fields of a contact that a caller may set. */
export const ContactInput = z.strictObject({
  email: EmailAddress.meta({ description: 'Identifies it within the workspace, whatever its case.' }),
  first_name: optionalLine(100),
  last_name: optionalLine(100),
  title: optionalLine(200),
  seniority: optionalLine(50),
  department: optionalLine(100),
  phone: optionalLine(50),
  mobile: optionalLine(50),
  linkedin_url: WebAddress,
  city: optionalLine(100),
  state: optionalLine(100),
  country: Country.meta(CONTACT_FIELD.country),
  time_zone: TimeZone.nullish().meta(CONTACT_FIELD.time_zone),
  lead_source: optionalLine(100),
  lead_score: z.number().int().min(0).max(1_000).nullish().meta(CONTACT_FIELD.lead_score),
  icp_tier: IcpTier.nullish(),
  grade: optionalLine(10),
  tags: Tags.optional(),
  verification_status: VerificationStatus.nullish(),
  is_enriched: z.boolean().optional(),
  company: CompanyInput.nullish(),
  custom_fields: CustomFields.optional(),
});
export type ContactInput = z.infer<typeof ContactInput>;

/** A change of at least one field. An absent field stays, null clears it, and custom fields are merged. */
export const ContactChanges = changesOf(ContactInput);
export type ContactChanges = z.infer<typeof ContactChanges>;

const lateText = z.string().nullable().optional();

export const CompanyView = z.object({
  id: IdOf('comp').nullable().optional().meta({
    description: 'The same for all contacts of one domain; null where the domain is unknown.',
  }),
  name: z.string().nullable(),
  domain: z.string().nullable(),
  industry: z.string().nullable(),
  employee_count: z.number().int().nullable().optional(),
  revenue_band: lateText,
});

/** A contact as the API shows it. Optional fields were added later: a replica of an older release leaves them out. */
export const ContactView = z.object({
  id: IdOf('cont'),
  workspace_id: WorkspaceId,
  email: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  full_name: z.string().meta({ description: 'First and last name; empty without any.' }),
  title: z.string().nullable(),
  seniority: z.string().nullable(),
  department: z.string().nullable(),
  phone: lateText,
  mobile: lateText,
  linkedin_url: lateText,
  city: lateText,
  state: lateText,
  country: z.string().nullable().meta(CONTACT_FIELD.country),
  time_zone: z.string().nullable().meta(CONTACT_FIELD.time_zone),
  lead_source: lateText,
  lead_score: z.number().int().nullable().meta(CONTACT_FIELD.lead_score),
  icp_tier: z.string().nullable(),
  grade: z.string().nullable(),
  tags: z.array(z.string()),
  verification_status: lateText,
  is_enriched: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  company: CompanyView.nullable(),
  custom_fields: z.record(z.string(), z.unknown()),
  created_at: Instant,
  updated_at: Instant,
});
export type ContactView = z.infer<typeof ContactView>;

export const BulkMode = z.enum(['upsert', 'create', 'skip']).meta({
  description:
    'The treatment of a contact that is there: `upsert` merges into it, `create` fails on it, `skip` leaves it alone.',
});

/**
 * Rows stay unparsed here: one bad row must fail alone, with its own errors, and not the request.
 * Each is parsed with `ContactInput` where the batch is worked on.
 */
export const BulkContacts = z.strictObject({
  mode: BulkMode.default('upsert'),
  contacts: z.array(z.unknown()).min(1).max(MAX_BULK_CONTACTS),
});
export type BulkContacts = z.infer<typeof BulkContacts>;

export const BulkContactResult = z.object({
  index: z.number().int().meta({ description: 'The place of the row in the request, from 0.' }),
  id: IdOf('cont').nullable().meta({ description: 'Null where the row failed.' }),
  status: z.enum(['created', 'updated', 'skipped', 'failed']),
  errors: z.array(FieldErrorView).optional().meta({ description: 'The errors of a row that failed.' }),
});
export type BulkContactResult = z.infer<typeof BulkContactResult>;

export const BulkContactsResult = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  results: z.array(BulkContactResult).meta({ description: 'In the order of the request.' }),
});
export type BulkContactsResult = z.infer<typeof BulkContactsResult>;

export const BulkUpsertContacts = defineRequest({
  subject: 'rpc.enrollment.bulk-upsert-contacts.v1',
  askedBy: ['gateway', 'bus'],
  request: BulkContacts.extend({ workspace_id: WorkspaceId }),
  response: BulkContactsResult,
  timeoutMs: 10_000,
});

export const ContactRef = z.object({ workspace_id: WorkspaceId, contact_id: IdOf('cont') });
export type ContactRef = z.infer<typeof ContactRef>;

export const GetContact = defineRequest({
  subject: 'rpc.enrollment.get-contact.v1',
  request: ContactRef,
  response: ContactView,
  refusals: ['not_found'],
});

export const CreateContact = defineRequest({
  subject: 'rpc.enrollment.create-contact.v1',
  request: z.object({ workspace_id: WorkspaceId, contact: ContactInput }),
  response: ContactView,
  refusals: ['duplicate_contact'],
});

export const UpdateContact = defineRequest({
  subject: 'rpc.enrollment.update-contact.v1',
  request: ContactRef.extend({ changes: ContactChanges }),
  response: ContactView,
  refusals: ['not_found', 'duplicate_contact'],
});

/** The contact with an address, also a deleted one. */
export const FindContactByAddress = defineRequest({
  subject: 'rpc.enrollment.find-contact-by-address.v1',
  askedBy: [OPERATOR],
  request: z.object({ workspace_id: WorkspaceId, email: z.string() }),
  response: z.object({ contact_id: IdOf('cont').nullable() }),
});

/** From then on it is not found, not enrolled and not written to. A contact that is created with its address again gets its id. */
export const DeleteContact = defineRequest({
  subject: 'rpc.enrollment.delete-contact.v1',
  askedBy: ['gateway', OPERATOR],
  request: ContactRef,
  response: z.object({}),
  refusals: ['not_found'],
});

/** A page may have fewer contacts than requested although there are more: as many as fit into one message. */
export const ListContacts = defineRequest({
  subject: 'rpc.enrollment.list-contacts.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId, filter: ContactQuery }),
  response: pageOf(ContactView),
  timeoutMs: 10_000,
});

/** A list that is requested with a body, with the exact number of contacts that match. */
export const ContactSearch = z.strictObject({
  ...PageQuery.shape,
  filter: ContactQuery.default({}),
  search: ContactQuery.shape.search.meta({
    description: 'The same as in the filter; with both, both have to match.',
  }),
});
export type ContactSearch = z.infer<typeof ContactSearch>;

export const SearchContacts = defineRequest({
  subject: 'rpc.enrollment.search-contacts.v1',
  request: ContactSearch.extend({ workspace_id: WorkspaceId }),
  response: pageOf(ContactView).extend({
    total: z.number().int().meta({ description: 'The exact number of contacts that match.' }),
  }),
  // Two counts run at a time and the others queue: 20 searches at once beside a million contacts take some 10 s.
  timeoutMs: 15_000,
});
