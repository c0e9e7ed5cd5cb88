/** Messages: those that wait, those that leave, and what holds them. */
export const sending = {
  uid: 'nimbus-sending',
  title: 'Nimbus: sending',
  panels: [
    {
      title: 'Attempts by outcome',
      unit: 'ops',
      queries: { '{{outcome}}': 'sum by (outcome) (rate(nimbus_sends_total[$__rate_interval]))' },
    },
    {
      title: 'Attempts by provider',
      unit: 'ops',
      queries: { '{{provider}}': 'sum by (provider) (rate(nimbus_sends_total[$__rate_interval]))' },
    },
    {
      title: 'Attempts that did not succeed',
      unit: 'percentunit',
      queries: {
        '{{provider}}':
          'sum by (provider) (rate(nimbus_sends_total{outcome!="sent"}[$__rate_interval])) / sum by (provider) (rate(nimbus_sends_total[$__rate_interval]))',
      },
    },
    {
      title: 'Messages that are due',
      description: 'Late: no limit, gap or window holds them, and they could have left five minutes ago.',
      queries: {
        due: 'max(nimbus_sends_due)',
        late: 'max(nimbus_sends_late)',
        'in flight': 'max(nimbus_sends_in_flight)',
      },
    },
    {
      title: 'Due messages that a limit, a gap or a window holds',
      queries: { held: 'max(nimbus_sends_due) - max(nimbus_sends_late)' },
    },
    {
      title: 'Messages of which nobody knows whether they left, in an hour',
      queries: { indeterminate: 'sum(increase(nimbus_sends_total{outcome="indeterminate"}[1h]))' },
    },
    {
      title: 'Claims',
      unit: 'ops',
      queries: { '{{instance}}': 'sum by (instance) (rate(nimbus_claims_total[$__rate_interval]))' },
    },
    {
      title: 'Enrollments that start',
      unit: 'ops',
      queries: { enrollments: 'sum(rate(nimbus_enrollments_started_total[$__rate_interval]))' },
    },
    {
      title: 'Verdicts of the gate in an hour',
      description: 'A blocked one counts once for each of its reasons.',
      queries: {
        '{{verdict}} {{reason}}': 'sum by (verdict, reason) (increase(nimbus_gate_verdicts_total[1h]))',
      },
    },
    {
      title: 'Pauses by figures and alerts in an hour',
      description: 'The log of deliverability: of campaigns, sending accounts and domains.',
      queries: { '{{type}}': 'sum by (type) (increase(nimbus_deliverability_events_total[1h]))' },
    },
    { title: 'Sending accounts', queries: { '{{status}}': 'max by (status) (nimbus_sending_accounts)' } },
    {
      title: 'Connections to outside platforms',
      description: 'Broken: the platform refuses their credentials.',
      queries: { '{{platform}} {{status}}': 'max by (platform, status) (nimbus_platform_connections)' },
    },
    {
      title: 'Leads of outside platforms',
      description:
        'Doubtful: nobody knows whether the platform has it. It is looked up before it is pushed again.',
      unit: 'ops',
      queries: {
        '{{platform}} {{outcome}}':
          'sum by (platform, outcome) (rate(nimbus_platform_leads_total[$__rate_interval]))',
      },
    },
    {
      title: 'Webhooks of outside platforms',
      description:
        'Not ours: about campaigns that were made there. Later: the contact or the account is not known yet.',
      unit: 'ops',
      queries: {
        '{{outcome}}': 'sum by (outcome) (rate(nimbus_platform_hooks_total[$__rate_interval]))',
      },
    },
    {
      title: 'Facts that outside platforms tell',
      unit: 'ops',
      queries: {
        '{{platform}} {{kind}}':
          'sum by (platform, kind) (rate(nimbus_platform_facts_total[$__rate_interval]))',
      },
    },
    { title: 'Mailboxes', queries: { '{{state}}': 'max by (state) (nimbus_mailboxes)' } },
    {
      title: 'Mails that arrive',
      unit: 'ops',
      queries: { '{{kind}}': 'sum by (kind) (rate(nimbus_mails_received_total[$__rate_interval]))' },
    },
  ],
};
