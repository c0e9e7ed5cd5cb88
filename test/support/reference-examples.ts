import { expect } from '@jest/globals';
import { newId } from '#kernel';
import { outreach, scripted, type Known } from './reference-bodies.js';
import {
  anId,
  draftWith,
  ENROLLMENT,
  instant,
  metrics,
  NO_BOUNCE_CLASSES,
  NO_INTENTS,
  NO_METRICS,
  pageOf,
  problem,
  stepReport,
  SUMMARY,
} from './response-shapes.js';

/** One example of the Campaigns API: a request and its response. */
export interface Example {
  readonly title: string;
  /** Below `/api/v1/`, without a slash at the end of the path. */
  readonly request: string;
  readonly body?: (known: Known) => object;
  readonly status: number;
  readonly answer: (known: Known) => unknown;
  /** The name of the returned id in later examples. */
  readonly makes?: 'campaign' | 'clone';
}

export const TOO_FEW_ACCOUNTS = 14;
const CAMPAIGN = 'campaigns/{campaign}';
const CHANGES = { daily_send_limit: 750, max_new_leads_per_day: 75 };
const REASON = { reason: 'reviewing_copy' };
const aCount = (): unknown => expect.any(Number);

const draft = (known: Known, changes: object = {}) =>
  draftWith({ ...outreach(known), id: known.campaign ?? anId('camp'), ...changes });
/** Other reasons may come with it. */
const blockedBy = (code: string) => ({
  blocking_reasons: expect.arrayContaining([expect.objectContaining({ code })]),
});
const changed = (known: Known) => draft(known, { ...CHANGES, platform: known.platform });
/** Only a campaign that an outside platform sends has a state there. */
const stateThere = ({ platform }: Known) =>
  platform === 'native' ? {} : { platform_state: expect.objectContaining({ wanted: expect.any(String) }) };
const active = (known: Known, changes: object = {}) => ({
  ...changed(known),
  ...stateThere(known),
  status: 'active',
  started_at: instant(),
  metrics: metrics(),
  ...changes,
});
const halted = (known: Known, changes: object) => ({ ...active(known, changes), in_flight: aCount() });
const paused = { status: 'paused', pause_reason: REASON.reason, paused_by: 'user' };

const cannot = (action: string, state: string) => () => problem(409, 'invalid_transition', { state, action });
const wrong = (field: string, code: string) => ({ errors: [{ field, code, message: expect.any(String) }] });

const PAUSED_ACCOUNT = wrong('sending_account_ids.1', 'inactive_inbox');

const get = (title: string, request: string, answer: Example['answer']): Example => ({
  title,
  request: `GET ${request}`,
  status: 200,
  answer,
});
const post = (title: string, request: string, rest: Omit<Example, 'title' | 'request'>): Example => ({
  title,
  request: `POST ${request}`,
  ...rest,
});
const patch = (title: string, body: object, rest: Pick<Example, 'status' | 'answer'>): Example => ({
  title,
  request: `PATCH ${CAMPAIGN}`,
  body: () => body,
  ...rest,
});

/** With too few sending accounts; each example needs the ones before it. */
export const AS_A_DRAFT: readonly Example[] = [
  get('lists none', 'campaigns?status=active,paused&page_size=50', () => pageOf()),
  post('creates a campaign', 'campaigns', { body: outreach, status: 201, answer: draft, makes: 'campaign' }),
  get('gets it', CAMPAIGN, draft),
  get('lists it by status', 'campaigns?status=draft,active', (known) => pageOf(draft(known))),
  get('lists it by type', 'campaigns?campaign_type=nurture,cold_outreach', (known) => pageOf(draft(known))),
  get('lists it by platform', 'campaigns?platform=reachinbox', (known) => pageOf(draft(known))),
  get('lists it by time', 'campaigns?created_after=2026-04-09T16:00:00Z', (known) => pageOf(draft(known))),
  get('lists none of later', 'campaigns?updated_after=2099-01-01T00:00:00Z', () => pageOf()),
  get('lists none of a client', 'campaigns?client_id={client}', () => pageOf()),
  patch('changes its limits', CHANGES, { status: 200, answer: (known) => draft(known, CHANGES) }),
  post('cannot pause a draft', `${CAMPAIGN}/pause`, {
    body: () => REASON,
    status: 409,
    answer: cannot('pause', 'draft'),
  }),
  post('cannot launch where no platform is connected', `${CAMPAIGN}/launch`, {
    status: 422,
    answer: () => problem(422, 'platform_not_connected', blockedBy('platform_not_connected')),
  }),
];

/** With the platform connected that sends, and too few sending accounts for the gate. */
export const WITH_TOO_FEW_ACCOUNTS: readonly Example[] = [
  {
    ...patch('changes the platform of a draft', {}, { status: 200, answer: changed }),
    body: ({ platform }) => ({ platform }),
  },
  post('cannot launch with too few sending accounts', `${CAMPAIGN}/launch`, {
    status: 422,
    answer: () =>
      problem(422, 'gate_blocked', {
        blocking_reasons: [
          {
            code: 'insufficient_stage_inboxes',
            message: `fleet has only ${TOO_FEW_ACCOUNTS} stage 3+ inboxes; 20 required`,
            actual: TOO_FEW_ACCOUNTS,
            required: 20,
          },
        ],
      }),
  }),
  get('gets it as a draft still', CAMPAIGN, changed),
  post('cannot create a campaign with an unknown sequence', 'campaigns', {
    body: (known) => ({ ...outreach(known), sequence_id: newId('seq') }),
    status: 400,
    answer: () => problem(400, 'validation_error', wrong('sequence_id', 'not_found')),
  }),
];

/** With a paused sending account in the campaign. */
export const WITH_A_PAUSED_ACCOUNT: readonly Example[] = [
  post('cannot launch', `${CAMPAIGN}/launch`, {
    status: 422,
    answer: () => problem(422, 'inactive_inbox', { ...PAUSED_ACCOUNT, ...blockedBy('inactive_inbox') }),
  }),
];

/** With an empty segment in the campaign's filter. */
export const WITH_AN_EMPTY_SEGMENT: readonly Example[] = [
  post('cannot launch', `${CAMPAIGN}/launch`, {
    status: 422,
    answer: () => problem(422, 'empty_filter', blockedBy('empty_filter')),
  }),
  post('cannot create', 'campaigns', {
    body: outreach,
    status: 400,
    answer: () => problem(400, 'validation_error', wrong('contact_filter', 'empty_filter')),
  }),
];

/** With enough sending accounts for the gate, and two contacts in the segment. */
export const WHEN_LAUNCHED: readonly Example[] = [
  post('launches', `${CAMPAIGN}/launch`, { status: 200, answer: active }),
  post('cannot launch twice', `${CAMPAIGN}/launch`, { status: 409, answer: cannot('launch', 'active') }),
  patch(
    'cannot change the type any more',
    { campaign_type: 'nurture' },
    {
      status: 422,
      answer: () => problem(422, 'immutable_field', wrong('campaign_type', 'immutable_field')),
    },
  ),
  patch('changes the limits still', CHANGES, { status: 200, answer: active }),
  post('enrolls contacts', `${CAMPAIGN}/enroll`, {
    body: ({ contacts }) => ({ contact_ids: contacts.slice(2, 4) }),
    status: 200,
    answer: () => ({ enrolled: 2, skipped: [] }),
  }),
  get('lists the enrollments', `${CAMPAIGN}/enrollments?status=active,pending&page_size=100`, () => ({
    ...pageOf(),
    results: expect.arrayContaining([ENROLLMENT, ENROLLMENT]),
  })),
  post('removes contacts', `${CAMPAIGN}/remove-contacts`, {
    body: ({ contacts }) => ({ contact_ids: contacts.slice(2, 3), stop_pending_sends: true }),
    status: 200,
    answer: () => ({ removed: 1, canceled_sends: aCount(), not_enrolled: 0 }),
  }),
  get('lists active campaigns', 'campaigns?status=active', (known) => pageOf(active(known))),
  get('gets the summary', `${CAMPAIGN}/analytics/summary`, () => SUMMARY),
  get('gets the figures of the steps', `${CAMPAIGN}/analytics/steps`, () => ({
    results: [stepReport(1), stepReport(2)],
  })),
  get('gets the reply intents', `${CAMPAIGN}/analytics/reply-intents`, () => ({
    total: 0,
    intents: NO_INTENTS,
  })),
  get('gets the bounce classes', `${CAMPAIGN}/analytics/bounces`, () => ({
    total: 0,
    classes: NO_BOUNCE_CLASSES,
    codes: [],
  })),
  get('reads the log of sends', `${CAMPAIGN}/sends?page_size=500`, () => ({
    ...pageOf(),
    results: expect.any(Array),
  })),
  get('exports it with its events', `${CAMPAIGN}/export?format=csv&include=events`, () =>
    expect.stringMatching(/^event,event_at,id,/),
  ),
  post('pauses with a reason', `${CAMPAIGN}/pause`, {
    body: () => REASON,
    status: 200,
    answer: (known) => halted(known, paused),
  }),
  post('cannot pause twice', `${CAMPAIGN}/pause`, { status: 409, answer: cannot('pause', 'paused') }),
  post('resumes', `${CAMPAIGN}/resume`, { status: 200, answer: active }),
  post('clones', `${CAMPAIGN}/clone`, {
    status: 201,
    answer: (known) => ({
      ...changed(known),
      id: anId('camp'),
      name: 'Q2 Cold Outreach - Tier A RevOps (copy)',
      metrics: NO_METRICS,
    }),
    makes: 'clone',
  }),
  get('has no enrollments in the clone', 'campaigns/{clone}/enrollments', () => pageOf()),
  post('archives', `${CAMPAIGN}/archive`, {
    status: 200,
    answer: (known) => halted(known, { status: 'archived', archived_at: instant() }),
  }),
  get('lists archived campaigns only on request', 'campaigns?status=archived', (known) =>
    pageOf(active(known, { status: 'archived', archived_at: instant() })),
  ),
  get('lists the clone alone', 'campaigns', (known) =>
    pageOf({ ...changed(known), id: known.clone, name: expect.stringMatching(/\(copy\)$/) }),
  ),
  patch('cannot change it', CHANGES, { status: 409, answer: cannot('update', 'archived') }),
  post('cannot enroll into it', `${CAMPAIGN}/enroll`, {
    body: ({ contacts }) => ({ contact_ids: contacts.slice(0, 1) }),
    status: 409,
    answer: cannot('enroll', 'archived'),
  }),
  post('creates the campaign of a script', 'campaigns', {
    body: scripted,
    status: 201,
    answer: (known) => draftWith(scripted(known)),
    makes: 'campaign',
  }),
];

const ITS_START = `${CAMPAIGN}/launch`;

/** The end of the script where its platform is connected, and where it is not. */
export const THE_START_OF_A_SCRIPT: Readonly<Record<Known['platform'], Example>> = {
  native: post('gets the reason why it does not start', ITS_START, {
    status: 422,
    answer: () => problem(422, 'platform_not_connected', blockedBy('platform_not_connected')),
  }),
  reachinbox: post('launches it', ITS_START, {
    status: 200,
    answer: (known) => ({
      ...draftWith(scripted(known)),
      ...stateThere(known),
      id: known.campaign,
      status: 'active',
      started_at: instant(),
      metrics: metrics(),
    }),
  }),
};
