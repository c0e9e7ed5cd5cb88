/** Events on their way between services, and to customers. */
export const events = {
  uid: 'nimbus-events',
  title: 'Nimbus: events and webhooks',
  panels: [
    {
      title: 'Age of the oldest event that is not published',
      unit: 's',
      queries: { '{{job}}': 'max by (job) (nimbus_outbox_oldest_age_seconds)' },
    },
    {
      title: 'Messages that are not published',
      queries: { '{{job}}': 'max by (job) (nimbus_outbox_pending_messages)' },
    },
    {
      title: 'Messages that wait for a consumer',
      description: 'A message has up to 250 events.',
      queries: { '{{consumer}}': 'max by (consumer) (nimbus_consumer_lag_messages)' },
    },
    {
      title: 'Messages that are handled',
      unit: 'ops',
      queries: {
        '{{consumer}}':
          'sum by (consumer) (rate(nimbus_events_consumed_total{outcome="ack"}[$__rate_interval]))',
      },
    },
    {
      title: 'Messages that are tried again',
      unit: 'ops',
      queries: {
        '{{consumer}}':
          'sum by (consumer) (rate(nimbus_events_consumed_total{outcome="retry"}[$__rate_interval]))',
      },
    },
    {
      title: 'Dead letters in an hour',
      queries: {
        '{{consumer}}':
          'sum by (consumer) (increase(nimbus_events_consumed_total{outcome="dead_letter"}[1h]))',
      },
    },
    {
      title: 'Messages that came more than once and are not settled',
      queries: { '{{consumer}}': 'max by (consumer) (nimbus_consumer_redelivered_messages)' },
    },
    {
      title: 'Deliveries to webhooks that wait',
      queries: { deliveries: 'max(nimbus_webhook_pending_deliveries)' },
    },
    {
      title: 'Delay of the oldest delivery to a webhook',
      unit: 's',
      queries: { delay: 'max(nimbus_webhook_oldest_pending_age_seconds)' },
    },
    {
      title: 'Deliveries to webhooks by outcome',
      unit: 'ops',
      queries: {
        '{{outcome}}': 'sum by (outcome) (rate(nimbus_webhook_deliveries_total[$__rate_interval]))',
      },
    },
    {
      title: 'Webhooks',
      description: 'Disabled: their receiver failed for five days, or is gone.',
      queries: { '{{state}}': 'max by (state) (nimbus_webhook_endpoints)' },
    },
  ],
};
