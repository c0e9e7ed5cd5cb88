import {
  ArchiveCampaign,
  CloneCampaign,
  CreateCampaign,
  EnrollContacts,
  GetCampaign,
  LaunchCampaign,
  PauseCampaign,
  RemoveContacts,
  ResumeCampaign,
  UpdateCampaign,
} from '#contracts';

/** Media types of an export that is not in JSON. */
export const EXPORT_TEXTS = ['text/csv', 'application/x-ndjson'] as const;

const GATE =
  'Cold outreach asks the deliverability gate. A refusal is a 422 `gate_blocked` with every reason in `blocking_reasons`, and nothing changes.';

/** The entries of `ROUTES` for campaigns, who takes part in them and what came of them. */
export const CAMPAIGN_ROUTES = {
  'POST /api/v1/campaigns': {
    id: 'createCampaign',
    summary: 'Create a campaign',
    description: 'It is a draft: nothing is sent before the launch.',
    answer: 'Campaign',
    refusals: CreateCampaign.refusals,
  },
  'GET /api/v1/campaigns': {
    id: 'listCampaigns',
    summary: 'List the campaigns',
    description: 'Without `status`: all but the archived ones.',
    answer: 'CampaignPage',
  },
  'GET /api/v1/campaigns/{id}': {
    id: 'getCampaign',
    summary: 'Get a campaign',
    answer: 'Campaign',
    refusals: GetCampaign.refusals,
  },
  'PATCH /api/v1/campaigns/{id}': {
    id: 'updateCampaign',
    summary: 'Change a campaign',
    description: 'After the launch `campaign_type`, `platform` and `sequence_id` stay as they are.',
    answer: 'Campaign',
    refusals: UpdateCampaign.refusals,
  },
  'GET /api/v1/campaigns/{id}/gate': {
    id: 'checkCampaignGate',
    summary: 'Ask the deliverability gate',
    description: 'What it would say now; nothing changes by it.',
    answer: 'GateCheck',
  },
  'GET /api/v1/campaigns/{id}/pacing': {
    id: 'getCampaignPacing',
    summary: 'Get what a campaign can send now and today, and what is in the way',
    answer: 'Pacing',
  },
  'POST /api/v1/campaigns/{id}/clone': {
    id: 'cloneCampaign',
    summary: 'Clone a campaign',
    description: 'A draft with the same configuration, without enrollments and figures.',
    answer: 'Campaign',
    refusals: CloneCampaign.refusals,
  },
  'POST /api/v1/campaigns/{id}/launch': {
    id: 'launchCampaign',
    summary: 'Launch a draft',
    description: GATE,
    answer: 'Campaign',
    refusals: LaunchCampaign.refusals,
  },
  'POST /api/v1/campaigns/{id}/pause': {
    id: 'pauseCampaign',
    summary: 'Pause a campaign',
    description: 'When this is answered nothing more starts.',
    answer: 'CampaignHalted',
    refusals: PauseCampaign.refusals,
  },
  'POST /api/v1/campaigns/{id}/resume': {
    id: 'resumeCampaign',
    summary: 'Resume a paused campaign',
    description: GATE,
    answer: 'Campaign',
    refusals: ResumeCampaign.refusals,
  },
  'POST /api/v1/campaigns/{id}/archive': {
    id: 'archiveCampaign',
    summary: 'Archive a campaign',
    description: 'It is over for good and only read from then on.',
    answer: 'CampaignHalted',
    refusals: ArchiveCampaign.refusals,
  },
  'GET /api/v1/campaigns/{id}/enrollments': {
    id: 'listEnrollments',
    summary: 'List who takes part in a campaign',
    answer: 'EnrollmentPage',
  },
  'POST /api/v1/campaigns/{id}/enroll': {
    id: 'enrollContacts',
    summary: 'Enroll contacts',
    description:
      'Whether they match the filter or not. Asked twice, it enrolls once. Up to 1,000 are enrolled at once; more, up to 100,000, by a job.',
    answer: 'EnrollResult',
    accepted: 'JobAccepted',
    refusals: EnrollContacts.refusals,
  },
  'POST /api/v1/campaigns/{id}/remove-contacts': {
    id: 'removeContacts',
    summary: 'Take contacts out of a campaign',
    description: 'A send that is queued already still goes, unless `stop_pending_sends`.',
    answer: 'ContactsRemoved',
    refusals: RemoveContacts.refusals,
  },
  'GET /api/v1/campaigns/{id}/sends': {
    id: 'listSends',
    summary: 'List the sends of a campaign',
    answer: 'SendPage',
  },
  'POST /api/v1/campaigns/{id}/sends/retry': {
    id: 'retrySends',
    summary: 'Send again what failed or is in doubt',
    description:
      'By `send_ids` or by `status`, up to 1,000, within the limits of the campaign and its inboxes. Contacts that were stopped, or that a later step went to, are skipped. With a `status`, go on with `cursor` until `next_cursor` is null.',
    answer: 'RetryResult',
    refusals: ['invalid_transition'],
  },
  'GET /api/v1/campaigns/{id}/export': {
    id: 'exportSends',
    summary: 'Export the sends of a campaign',
    description:
      'Newest first. Up to 10,000 are the answer; more are written by a job, whose `download_url` is good for 24 hours. In CSV, `error` has the columns `error_code`, `error_smtp_code` and `error_message`, and a cell that begins like a formula gets an apostrophe before it. With `include=events`, JSON has `events` in each send, and CSV a line for each event, with `event` and `event_at` before the columns of its send.',
    answer: 'ExportedSends',
    texts: EXPORT_TEXTS,
    accepted: 'JobAccepted',
  },
  'GET /api/v1/campaigns/{id}/analytics/summary': {
    id: 'getCampaignSummary',
    summary: 'Get the figures of a campaign and how they came about',
    description:
      'Days are those of the campaign’s `time_zone`. Hours are told for up to 31 days, days for up to 1,100; without `from` that is how far it goes back.',
    answer: 'CampaignSummary',
  },
  'GET /api/v1/campaigns/{id}/analytics/reply-intents': {
    id: 'getReplyIntents',
    summary: 'Get what those who answered want',
    answer: 'ReplyIntents',
  },
  'GET /api/v1/campaigns/{id}/analytics/bounces': {
    id: 'getBounces',
    summary: 'Get why messages came back',
    answer: 'BounceBreakdown',
  },
  'GET /api/v1/campaigns/{id}/analytics/steps': {
    id: 'getStepReports',
    summary: 'Get the figures of each step, or of each of its variants',
    description:
      'Also of what nothing was sent of yet. What was sent in a variant that is gone or was called otherwise keeps a row of its own.',
    answer: 'StepReports',
  },
} as const;
