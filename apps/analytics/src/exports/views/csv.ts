import { stringify } from 'csv-stringify/sync';
import type { SendEvent, SendView } from '#contracts';
import { sendEvents } from './send-events.js';

/** In the order of the file. New ones are added at the end, so that nobody's column moves. */
const SEND_COLUMNS = [
  'id',
  'campaign_id',
  'contact_id',
  'email',
  'step_number',
  'variant',
  'sending_account_id',
  'status',
  'scheduled_at',
  'sent_at',
  'message_id',
  'subject',
  'opened_at',
  'clicked_at',
  'replied_at',
  'bounced_at',
  'unsubscribed_at',
  'error_code',
  'error_smtp_code',
  'error_message',
] as const;
/** Before the others: with them a row is an event, and the send is what it is about. */
const EVENT_COLUMNS = ['event', 'event_at'] as const;

type Cell = string | number | null;

/**
 * RFC 4180. A spreadsheet runs a cell that begins like a formula. Subjects and error messages come from strangers, so that
 * such a cell gets an apostrophe before it.
 */
const OPTIONS = { record_delimiter: 'windows', escape_formulas: true } as const;

/** The names of the columns as a line. */
export const csvHeader = ({ events }: { events: boolean }): string =>
  stringify([events ? [...EVENT_COLUMNS, ...SEND_COLUMNS] : SEND_COLUMNS], OPTIONS);

/** One line for each send; with events one for each event, and one for a send that nothing has happened to. */
export const csvLines = (sends: readonly SendView[], { events }: { events: boolean }): string =>
  stringify(events ? sends.flatMap(rowsOfEvents) : sends.map(cellsOf), OPTIONS);

const NOTHING_HAPPENED: readonly Cell[] = EVENT_COLUMNS.map(() => null);

function rowsOfEvents(send: SendView): Cell[][] {
  const cells = cellsOf(send);
  const happened = sendEvents(send).map(({ type, at }: SendEvent): readonly Cell[] => [type, at]);
  return (happened.length === 0 ? [NOTHING_HAPPENED] : happened).map((event) => [...event, ...cells]);
}

function cellsOf({ error, ...send }: SendView): Cell[] {
  const row: Record<(typeof SEND_COLUMNS)[number], Cell> = {
    ...send,
    error_code: error?.code ?? null,
    error_smtp_code: error?.smtp_code ?? null,
    error_message: error?.message ?? null,
  };
  return SEND_COLUMNS.map((column) => row[column]);
}
