import {
  ActivateSendingAccount,
  CreateSendingAccount,
  PauseSendingAccount,
  TestSendingAccount,
  UpdateSendingAccount,
} from '#contracts';

/** The entries of `ROUTES` for inboxes and for what keeps their mail out of spam folders. */
export const SENDING_ROUTES = {
  'POST /api/v1/sending-accounts': {
    id: 'createSendingAccount',
    summary: 'Create a sending account',
    description: '`warmup`, `reputation` and `authentication` bring the history of an inbox that moves in.',
    answer: 'SendingAccount',
    refusals: CreateSendingAccount.refusals,
  },
  'GET /api/v1/sending-accounts': {
    id: 'listSendingAccounts',
    summary: 'List the sending accounts',
    answer: 'SendingAccountPage',
  },
  'GET /api/v1/sending-accounts/{id}': {
    id: 'getSendingAccount',
    summary: 'Get a sending account',
    answer: 'SendingAccount',
  },
  'PATCH /api/v1/sending-accounts/{id}': {
    id: 'updateSendingAccount',
    summary: 'Change a sending account',
    description:
      'Null takes a user, a password or the whole `imap` away. The address stays as it is. A new `authentication` or `reputation` is scored at once.',
    answer: 'SendingAccount',
    refusals: UpdateSendingAccount.refusals,
  },
  'DELETE /api/v1/sending-accounts/{id}': {
    id: 'deleteSendingAccount',
    summary: 'Delete a sending account',
    description:
      'Also while a campaign uses it: nothing more starts from it, its passwords are gone, and what it sent stays in the figures. Its address may be added again.',
    answer: null,
  },
  'POST /api/v1/sending-accounts/{id}/pause': {
    id: 'pauseSendingAccount',
    summary: 'Pause a sending account',
    answer: 'SendingAccount',
    refusals: PauseSendingAccount.refusals,
  },
  'POST /api/v1/sending-accounts/{id}/activate': {
    id: 'activateSendingAccount',
    summary: 'Activate a sending account',
    answer: 'SendingAccount',
    refusals: ActivateSendingAccount.refusals,
  },
  'POST /api/v1/sending-accounts/{id}/test': {
    id: 'testSendingAccount',
    summary: 'Log in at the SMTP server of a sending account',
    description:
      'Sends nothing, and does not try IMAP. A session that fails is what was asked about, and so is a 200.',
    answer: 'ConnectionTest',
    refusals: TestSendingAccount.refusals,
  },

  'GET /api/v1/deliverability/policy': {
    id: 'getGatePolicy',
    summary: 'Get what the gate asks of the fleet',
    description: 'The defaults, with version 0, until somebody changes one.',
    answer: 'GatePolicy',
  },
  'PATCH /api/v1/deliverability/policy': {
    id: 'updateGatePolicy',
    summary: 'Change what the gate asks of the fleet',
    description: 'What is absent stays. The next launch or resume is judged by it.',
    answer: 'GatePolicy',
  },
  'GET /api/v1/deliverability/fleet': {
    id: 'getFleet',
    summary: 'Get the score and the figures of the fleet',
    description:
      'A component without data is null and left out of the score. The 200 worst domains and inboxes are shown.',
    answer: 'Fleet',
  },
  'GET /api/v1/deliverability/events': {
    id: 'listGateDecisions',
    summary: 'List what the gate decided, with every reason',
    description: 'Of the last 90 days, dry runs included.',
    answer: 'GateDecisionPage',
  },
} as const;
