/** The ids that examples name, and the ids that earlier examples returned. */
export interface Known {
  readonly sequence: string;
  readonly segment: string;
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
  readonly client: string;
  /** The platform that sends in the end. */
  readonly platform: 'native' | 'reachinbox';
  campaign?: string;
  clone?: string;
}

/** The body of the example that creates a campaign. */
export const outreach = ({ sequence, accounts, segment }: Known) => ({
  name: 'Q2 Cold Outreach - Tier A RevOps',
  campaign_type: 'cold_outreach',
  platform: 'reachinbox',
  sequence_id: sequence,
  sending_account_ids: accounts.slice(0, 3),
  min_health_score: 70,
  daily_send_limit: 500,
  max_new_leads_per_day: 50,
  smart_time_gaps: true,
  send_window_start: 9,
  send_window_end: 17,
  stop_on_reply: true,
  contact_filter: { segment_ids: [segment] },
});

/** The body of the script that creates and launches one. */
export const scripted = ({ sequence, accounts, segment }: Known) => ({
  name: 'Automated Q3 Cold',
  campaign_type: 'cold_outreach',
  platform: 'reachinbox',
  sequence_id: sequence,
  sending_account_ids: accounts.slice(0, 2),
  contact_filter: { segment_ids: [segment] },
  max_new_leads_per_day: 25,
});
