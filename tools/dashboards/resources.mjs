/** The processes and their connections to PostgreSQL. */
export const resources = {
  uid: 'nimbus-resources',
  title: 'Nimbus: resources',
  panels: [
    {
      title: 'Connections to PostgreSQL in use',
      queries: {
        '{{job}} {{instance}}': 'max by (job, instance) (nimbus_db_pool_connections{state="used"})',
      },
    },
    {
      title: 'Statements that wait for a connection',
      queries: {
        '{{job}} {{instance}}': 'max by (job, instance) (nimbus_db_pool_connections{state="waiting"})',
      },
    },
    {
      title: 'Delay of the event loop (99 %)',
      unit: 's',
      queries: { '{{job}} {{instance}}': 'max by (job, instance) (nodejs_eventloop_lag_p99_seconds)' },
    },
    {
      title: 'Cores in use',
      queries: {
        '{{job}} {{instance}}': 'sum by (job, instance) (rate(process_cpu_seconds_total[$__rate_interval]))',
      },
    },
    {
      title: 'Memory',
      unit: 'bytes',
      queries: { '{{job}} {{instance}}': 'max by (job, instance) (process_resident_memory_bytes)' },
    },
    {
      title: 'Heap of JavaScript in use',
      unit: 'bytes',
      queries: { '{{job}} {{instance}}': 'max by (job, instance) (nodejs_heap_size_used_bytes)' },
    },
    {
      title: 'Share of time for garbage',
      unit: 'percentunit',
      queries: {
        '{{job}} {{instance}}':
          'sum by (job, instance) (rate(nodejs_gc_duration_seconds_sum[$__rate_interval]))',
      },
    },
    {
      title: 'Open files and connections',
      queries: { '{{job}} {{instance}}': 'max by (job, instance) (process_open_fds)' },
    },
    {
      title: 'Time since the start',
      unit: 's',
      queries: { '{{job}} {{instance}}': 'time() - max by (job, instance) (process_start_time_seconds)' },
    },
  ],
};
