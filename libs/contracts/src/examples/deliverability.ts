import type { DeliverabilityEventView } from '../deliverability-events.js';
import { IDS } from './ids.js';

const message = 'campaign bounced 6.2 % of 113 messages in 24 hours; at most 5 % allowed';

export const DELIVERABILITY_EVENT: DeliverabilityEventView = {
  id: IDS.decision,
  workspace_id: IDS.workspace,
  type: 'campaign_auto_paused',
  campaign_id: IDS.campaign,
  sending_account_id: null,
  domain: null,
  message,
  reasons: [{ code: 'bounce_rate_high', message, actual: 0.0619, required: 0.05 }],
  data: { since: '2026-04-10T09:00:00.000Z', sent: 113, bounced: 7, complained: 0 },
  at: '2026-04-21T09:12:00.000Z',
};

/** In the mode `supervised` nothing is paused. */
export const DELIVERABILITY_ALERT: DeliverabilityEventView = {
  ...DELIVERABILITY_EVENT,
  type: 'campaign_alert',
};
