import {
  DeleteSegment,
  DeleteSequence,
  GetContact,
  GetSegment,
  GetSequence,
  PreviewSequence,
  UpdateSequence,
} from '#contracts';

/** The entries of `ROUTES` for who can be written to, and for what is written. */
export const AUDIENCE_ROUTES = {
  'POST /api/v1/contacts': {
    id: 'createContact',
    summary: 'Create a contact',
    answer: 'Contact',
    refusals: ['duplicate_contact'],
  },
  'GET /api/v1/contacts': { id: 'listContacts', summary: 'List the contacts', answer: 'ContactPage' },
  'POST /api/v1/contacts/search': {
    id: 'searchContacts',
    summary: 'Search contacts, with the exact number of all that match',
    answer: 'ContactSearchPage',
  },
  'PATCH /api/v1/contacts/{id}': {
    id: 'updateContact',
    summary: 'Change a contact',
    description: 'What is absent stays, null clears, and custom fields are merged.',
    answer: 'Contact',
    refusals: ['duplicate_contact'],
  },
  'DELETE /api/v1/contacts/{id}': { id: 'deleteContact', summary: 'Delete a contact', answer: null },
  'POST /api/v1/contacts/bulk': {
    id: 'bulkWriteContacts',
    summary: 'Create or update up to 1,000 contacts',
    description: 'A row that is wrong fails alone, with its own errors; the others are taken.',
    answer: 'BulkContactsResult',
  },
  'GET /api/v1/contacts/{id}': {
    id: 'getContact',
    summary: 'Get a contact',
    answer: 'Contact',
    refusals: GetContact.refusals,
  },

  'POST /api/v1/suppressions': {
    id: 'createSuppression',
    summary: 'Suppress an address or a domain',
    description: 'Answers the one that is there already, with its own reason, when there is one.',
    answer: 'Suppression',
  },
  'GET /api/v1/suppressions': {
    id: 'listSuppressions',
    summary: 'List the suppressions',
    answer: 'SuppressionPage',
  },
  'DELETE /api/v1/suppressions/{id}': {
    id: 'deleteSuppression',
    summary: 'Lift a suppression',
    answer: null,
  },

  'GET /api/v1/segments': { id: 'listSegments', summary: 'List the segments', answer: 'SegmentPage' },
  'PATCH /api/v1/segments/{id}': { id: 'updateSegment', summary: 'Change a segment', answer: 'Segment' },
  'DELETE /api/v1/segments/{id}': {
    id: 'deleteSegment',
    summary: 'Delete a segment',
    description: 'Not while the filter of a campaign that is not over names it: `segment_in_use`.',
    answer: null,
    refusals: DeleteSegment.refusals,
  },
  'POST /api/v1/segments/{id}/contacts': {
    id: 'changeSegmentContacts',
    summary: 'Add contacts to a static segment, or take them out',
    answer: 'Segment',
  },
  'POST /api/v1/segments': { id: 'createSegment', summary: 'Create a segment', answer: 'Segment' },
  'GET /api/v1/segments/{id}': {
    id: 'getSegment',
    summary: 'Get a segment',
    answer: 'Segment',
    refusals: GetSegment.refusals,
  },

  'POST /api/v1/sequences': {
    id: 'createSequence',
    summary: 'Create a sequence',
    description:
      'A delay counts from the step before; the delay of the first step from the enrollment. Texts are Liquid. With `variants` each message of the step is written in one of them, by their weights; what a variant leaves out the step says.',
    answer: 'Sequence',
  },
  'GET /api/v1/sequences': {
    id: 'listSequences',
    summary: 'List the sequences',
    description: 'Without their steps: those are told by each.',
    answer: 'SequencePage',
  },
  'PATCH /api/v1/sequences/{id}': {
    id: 'updateSequence',
    summary: 'Change a sequence',
    description:
      'What is absent stays. `steps` are all of them, in their order, recognised by their `id`, or by their places when none has one; the variants of a step likewise. Each is given whole: a step without `variants` has none from then on. While a campaign that was launched and is not over writes them, texts, variants and delays may change and steps may be added at the end; anything else is `sequence_in_use`.',
    answer: 'Sequence',
    refusals: UpdateSequence.refusals,
  },
  'POST /api/v1/sequences/{id}/preview': {
    id: 'previewSequence',
    summary: 'Preview what a contact would get',
    description:
      'Every step, in each of its variants, unless `step_number` or `variant` (a label) name one; written as a send would be, for `contact_id`, from `sending_account_id` or a made-up sender. `warnings` name the variables that came out empty.',
    answer: 'SequencePreview',
    refusals: PreviewSequence.refusals,
    furtherScopes: ['contacts:read'],
  },
  'DELETE /api/v1/sequences/{id}': {
    id: 'deleteSequence',
    summary: 'Delete a sequence that no campaign uses',
    answer: null,
    refusals: DeleteSequence.refusals,
  },
  'GET /api/v1/sequences/{id}': {
    id: 'getSequence',
    summary: 'Get a sequence',
    answer: 'Sequence',
    refusals: GetSequence.refusals,
  },
} as const;
