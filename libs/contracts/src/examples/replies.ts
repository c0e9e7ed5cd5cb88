import type { ReplyListItem, ReplyView } from '../replies.js';
import { IDS } from './ids.js';

export const REPLY_IN_LIST: ReplyListItem = {
  id: IDS.reply,
  campaign_id: IDS.campaign,
  contact_id: IDS.contacts[0],
  enrollment_id: IDS.enrollment,
  send_id: IDS.sends[0],
  step_number: 1,
  sending_account_id: IDS.accounts[0],
  from: 'grace@lumen.example',
  subject: 'Re: Hi Grace',
  snippet: 'Sounds good. Do you have time on Thursday?',
  intent: 'interested',
  confidence: 0.9,
  corrected: false,
  automatic: false,
  returns_on: null,
  received_at: '2026-04-21T09:58:00.000Z',
};

export const REPLY: ReplyView = {
  ...REPLY_IN_LIST,
  text: 'Sounds good. Do you have time on Thursday?\n\nGrace',
};
