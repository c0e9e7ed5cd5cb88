import type { ConnectedPlatform } from './connection.js';

/** The events that a hook is to be registered for, as each platform names them. */
export const HOOK_EVENTS: Readonly<Record<ConnectedPlatform, readonly string[]>> = {
  reachinbox: [
    'EMAIL_SENT',
    'EMAIL_OPENED',
    'EMAIL_CLICKED',
    'REPLY_RECEIVED',
    'EMAIL_BOUNCED',
    'CAMPAIGN_COMPLETED',
  ],
  smartlead: [
    'EMAIL_SENT',
    'EMAIL_OPEN',
    'EMAIL_LINK_CLICK',
    'EMAIL_REPLY',
    'EMAIL_BOUNCE',
    'LEAD_UNSUBSCRIBED',
  ],
  instantly: ['all_events'],
  lemlist: [
    'emailsSent',
    'emailsOpened',
    'emailsClicked',
    'emailsReplied',
    'emailsBounced',
    'emailsFailed',
    'emailsUnsubscribed',
  ],
};
