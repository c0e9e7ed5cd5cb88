import type { PublicDataOf, PublicEvent } from '../public-events.js';
import { IDS } from './ids.js';
import { REPLY_IN_LIST } from './replies.js';

const { id: reply_id, intent, confidence, automatic, from, snippet, returns_on } = REPLY_IN_LIST;

const data: PublicDataOf<'email.replied'> = {
  campaign_id: IDS.campaign,
  campaign_name: 'Q2 Cold Outreach - Tier A RevOps',
  enrollment_id: IDS.enrollment,
  contact_id: IDS.contacts[0],
  email: 'grace@lumen.example',
  send_id: IDS.sends[0],
  step_id: IDS.steps[0],
  step_number: 1,
  variant: null,
  sending_account_id: IDS.accounts[0],
  reply_id,
  intent,
  confidence,
  automatic,
  from,
  snippet,
  returns_on,
};

export const EVENT: PublicEvent = {
  id: IDS.events[0],
  type: 'email.replied',
  created_at: '2026-04-21T09:58:00.000Z',
  workspace_id: IDS.workspace,
  data,
};

/** The beginning of a stream of events. */
export const EVENT_STREAM = `retry: 2000
id: ${IDS.events[1]}

id: ${EVENT.id}
event: ${EVENT.type}
data: ${JSON.stringify(EVENT)}

: heartbeat

`;
