/** What the operations of one tag are about. A tag is the first word of their paths. */
export const TAGS: Readonly<Record<string, string>> = {
  auth: 'People log in with a password and get tokens for an hour.',
  admin: 'For whoever runs the installation.',
  workspace: 'The workspace that a token belongs to.',
  'api-keys': 'Keys for programs, each with its own scopes.',
  clients: 'Whom an agency runs campaigns for.',
  campaigns: 'What is sent to whom, from where and when; what came of it; and what is in the way.',
  contacts: 'Who can be written to.',
  suppressions: 'Addresses and domains that nobody of the workspace may write to.',
  segments: 'Groups of contacts, by their conditions or by name.',
  sequences: 'The e-mails that a campaign sends one after another.',
  jobs: 'Work that goes on in the background, and the files that come of it.',
  'sending-accounts': 'The inboxes that campaigns send from.',
  deliverability: 'What keeps mail out of spam folders: the fleet, and the gate that asks about it.',
  'openapi.json': 'This document.',
};
