import type { ExportedSend, ExportFormat, SendView } from '#contracts';
import type { ExportOptions } from '../persistence/export-jobs.js';
import { csvHeader, csvLines } from './csv.js';
import { sendEvents } from './send-events.js';

/** A page of the sends of an export, and its place in the file. */
export interface ExportPage {
  readonly sends: readonly SendView[];
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface Included {
  readonly events: boolean;
  readonly bom: boolean;
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The text of one page. The texts of all pages, one after the other, are the file. */
export function exportText(
  { format, include, bom }: Pick<ExportOptions, 'format' | 'include' | 'bom'>,
  page: ExportPage,
): string {
  return WRITERS[format](page, { events: include.includes('events'), bom });
}

const WRITERS: Readonly<Record<ExportFormat, (page: ExportPage, included: Included) => string>> = {
  csv: ({ sends, isFirst }, included) =>
    (isFirst ? (included.bom ? BYTE_ORDER_MARK : '') + csvHeader(included) : '') + csvLines(sends, included),
  ndjson: ({ sends }, included) => sends.map((send) => `${jsonOf(send, included)}\n`).join(''),
  json: ({ sends, isFirst, isLast }, included) =>
    (isFirst ? '[' : '') +
    sends.map((send, index) => `${isFirst && index === 0 ? '' : ','}\n${jsonOf(send, included)}`).join('') +
    (isLast ? '\n]\n' : ''),
};

const jsonOf = (send: SendView, { events }: Included): string =>
  JSON.stringify((events ? { ...send, events: sendEvents(send) } : send) satisfies ExportedSend);
