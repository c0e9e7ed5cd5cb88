/** What the fields of a campaign mean, in what a caller sends and in what it is answered. */
export const CAMPAIGN_FIELD = {
  platform: { description: 'Who sends the messages; `native` is this installation.' },
  min_health_score: { description: 'From 0 to 100: inboxes with a lower score of health send nothing.' },
  daily_send_limit: {
    description: 'Messages a day at most, of all steps together. The day is that of `time_zone`.',
  },
  max_new_leads_per_day: { description: 'Contacts a day at most that get their first message.' },
  smart_time_gaps: {
    description: 'Messages of one inbox are spread over the send window, at least 60 seconds apart.',
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
  open_tracking_enabled: { description: 'A pixel in the HTML part tells when a message was opened.' },
  link_tracking_enabled: { description: 'Links in the HTML part tell when they are followed.' },
  stop_on_reply: { description: 'Who answers gets no further message.' },
  stop_on_domain_reply: {
    description: 'Everybody of the company’s domain gets no further message when one of them answers.',
  },
  stop_on_unsubscribe: { description: 'Who unsubscribes gets no further message.' },
  client_id: { description: 'The client of an agency that the campaign is for.' },
} as const;
