/** The meaning of a campaign's fields, in requests and answers. */
export const CAMPAIGN_FIELD = {
  platform: { description: 'The platform that sends the messages; `native` is this installation.' },
  min_health_score: {
    description: 'From 0 to 100: sending accounts with a lower health score send nothing.',
  },
  daily_send_limit: {
    description: 'Messages a day at most, of all steps together. The day is that of `time_zone`.',
  },
  max_new_leads_per_day: { description: 'Contacts a day at most that get their first message.' },
  smart_time_gaps: {
    description:
      'Messages of one sending account are spread over the send window, at least 60 seconds apart.',
  },
  send_window_start: { description: 'The local hour in which sending begins, from 0 to 23.' },
  send_window_end: {
    description:
      'The local hour before which sending ends, from 1 to 24: 9 to 17 sends from 09:00:00 to 16:59:59.',
  },
  send_days: { description: 'ISO days: 1 is Monday and 7 is Sunday.' },
  time_zone: { description: 'IANA, such as `Europe/Berlin`: of the send window and of the daily limits.' },
  recipient_time_zone: {
    description:
      'Hours and days of the send window are those of the contact’s own time zone, where it is known; else those of `time_zone`.',
  },
  open_tracking_enabled: { description: 'A pixel in the HTML part shows when a message was opened.' },
  link_tracking_enabled: { description: 'Clicks on links in the HTML part are recorded.' },
  stop_on_reply: {
    description:
      'A contact that replies gets no further message. An out-of-office postpones the next one instead.',
  },
  stop_on_domain_reply: {
    description:
      'All contacts of a company’s domain get no further message of the campaign when one of them replies. Domains of free mail, such as `gmail.com`, are no company.',
  },
  stop_on_unsubscribe: {
    description:
      'Has no effect: a contact that unsubscribes gets no further message of the workspace, whatever it says.',
  },
  client_id: { description: 'The client of an agency that the campaign is for.' },
  warmup: {
    description:
      'How many messages each sending account of a campaign of type `warmup` sends in a day; other types have none.',
  },
} as const;
