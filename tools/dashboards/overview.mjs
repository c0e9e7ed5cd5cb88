const HTTP = 'nimbus_http_request_duration_seconds_bucket{route!~".*/(stream|download)"}[$__rate_interval]';

/** Requests of callers and between services: their rate, errors and durations. */
export const overview = {
  uid: 'nimbus-overview',
  title: 'Nimbus: overview',
  panels: [
    { title: 'Replicas that answer', queries: { '{{job}}': 'sum by (job) (up)' } },
    {
      title: 'Requests to the API',
      unit: 'reqps',
      queries: { '{{status}}': 'sum by (status) (rate(nimbus_http_requests_total[$__rate_interval]))' },
    },
    {
      title: 'Requests to the API that fail',
      description: 'Answers with a 5xx.',
      unit: 'percentunit',
      queries: {
        failed:
          'sum(rate(nimbus_http_requests_total{status=~"5.."}[$__rate_interval])) / sum(rate(nimbus_http_requests_total[$__rate_interval]))',
      },
    },
    {
      title: 'Time to answer the API',
      description: 'Without streams, which stay open, and downloads, which are as slow as their reader.',
      unit: 's',
      queries: {
        median: `histogram_quantile(0.5, sum by (le) (rate(${HTTP})))`,
        '95 %': `histogram_quantile(0.95, sum by (le) (rate(${HTTP})))`,
        '99 %': `histogram_quantile(0.99, sum by (le) (rate(${HTTP})))`,
      },
    },
    {
      title: 'The ten slowest routes (95 %)',
      unit: 's',
      queries: {
        '{{method}} {{route}}': `topk(10, histogram_quantile(0.95, sum by (le, method, route) (rate(${HTTP}))))`,
      },
    },
    {
      title: 'The ten busiest routes',
      unit: 'reqps',
      queries: {
        '{{method}} {{route}}':
          'topk(10, sum by (method, route) (rate(nimbus_http_requests_total[$__rate_interval])))',
      },
    },
    {
      title: 'Requests between services',
      unit: 'reqps',
      queries: { '{{job}}': 'sum by (job) (rate(nimbus_rpc_requests_total[$__rate_interval]))' },
    },
    {
      title: 'Requests between services that fail',
      description: 'By a bug. A refusal by a rule is none.',
      unit: 'reqps',
      queries: {
        '{{subject}}':
          'topk(10, sum by (subject) (rate(nimbus_rpc_requests_total{outcome="failed"}[$__rate_interval])))',
      },
    },
    {
      title: 'Time to answer between services (95 %)',
      unit: 's',
      queries: {
        '{{job}}':
          'histogram_quantile(0.95, sum by (le, job) (rate(nimbus_rpc_request_duration_seconds_bucket[$__rate_interval])))',
      },
    },
    { title: 'Campaigns', queries: { '{{status}}': 'max by (status) (nimbus_campaigns)' } },
    { title: 'Streams of events that are open', queries: { streams: 'sum(nimbus_live_streams)' } },
  ],
};
