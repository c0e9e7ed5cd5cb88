import type { Signal } from '../domain/signal.js';

const COLUMNS = {
  opened: 'opened_at',
  clicked: 'clicked_at',
  replied: 'replied_at',
  unsubscribed: 'unsubscribed_at',
} as const satisfies Record<Signal, string>;

const each = (sqlOf: (column: string, signal: string) => string, separator: string): string =>
  Object.entries(COLUMNS)
    .map(([signal, column]) => sqlOf(column, signal))
    .join(separator);

/**
 * Records what recipients did first: $1 signals of messages. The earliest time stands, whatever the order of the events: a
 * repeated message overtakes others. Rows are locked in the order of their ids, as outcomes are.
 */
export const RECORD_SIGNALS = `
with signal as (
  select id, workspace_id, ${each((column, signal) => `min(at) filter (where signal = '${signal}') as ${column}`, ', ')}
  from jsonb_to_recordset($1::jsonb) as seen (id uuid, workspace_id uuid, signal text, at timestamptz)
  group by id, workspace_id
), earlier as materialized (
  select s.id from send s join signal using (id, workspace_id)
  where ${each((column) => `signal.${column} < coalesce(s.${column}, 'infinity')`, ' or ')}
  order by s.id for update of s
)
update send s set ${each((column) => `${column} = least(s.${column}, signal.${column})`, ', ')}
from signal join earlier using (id)
where s.id = signal.id`;
