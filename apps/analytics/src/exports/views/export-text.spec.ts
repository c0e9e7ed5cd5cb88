import { describe, expect, it } from '@jest/globals';
import { ExportedSend, ExportFormat, MAX_LOG_PAGE_BYTES, type SendView } from '#contracts';
import { sendView } from '../../../test/send-fixtures.js';
import { exportText } from './export-text.js';

/** The default limit of a NATS message, less the envelope of the text. */
const MAX_MESSAGE_BYTES = 1_048_576 - 1_000;

const at = '2026-03-02T09:12:00.000Z';
const EVERYTHING_HAPPENED = { sent_at: at, opened_at: at, clicked_at: at, replied_at: at, bounced_at: at };

function fileOf(format: ExportFormat, pages: readonly SendView[][], include: 'events'[] = []): string {
  return pages
    .map((sends, index) => {
      const place = { isFirst: index === 0, isLast: index === pages.length - 1 };
      return exportText({ format, include, bom: false }, { sends, ...place });
    })
    .join('');
}

const sends = Array.from({ length: 7 }, (_, index) => sendView({ email: `person-${index}@example.com` }));
const cuts = [[sends], [sends.slice(0, 3), sends.slice(3)], sends.map((send) => [send]), [sends, []]];

describe('the pages of an export, one after the other', () => {
  it.each(cuts)('are one JSON document, however it was cut', (...pages) => {
    expect(JSON.parse(fileOf('json', pages))).toEqual(sends);
  });

  it.each(cuts)('are a line for each send in ndjson', (...pages) => {
    const lines = fileOf('ndjson', pages).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(sends);
  });

  it.each(cuts)('are one CSV with one header', (...pages) => {
    expect(fileOf('csv', pages)).toBe(fileOf('csv', [sends]));
  });
});

describe('a byte order mark', () => {
  it('begins a CSV that asks for one, once, and no other file', () => {
    const bomOf = (format: ExportFormat, isFirst: boolean) =>
      exportText({ format, include: [], bom: true }, { sends, isFirst, isLast: true }).lastIndexOf('\uFEFF');

    expect([bomOf('csv', true), bomOf('csv', false), bomOf('json', true), bomOf('ndjson', true)]).toEqual([
      0, -1, -1, -1,
    ]);
  });
});

describe('an export of nothing', () => {
  it('is a file that can be read all the same', () => {
    expect(JSON.parse(fileOf('json', [[]]))).toEqual([]);
    expect(fileOf('ndjson', [[]])).toBe('');
    expect(fileOf('csv', [[]])).toMatch(/^id,.*\r\n$/);
  });
});

describe('with events', () => {
  it('JSON shows them in each send', () => {
    const send = sendView({ opened_at: '2026-03-02T10:00:00.000Z' });
    const [shown] = ExportedSend.array().parse(JSON.parse(fileOf('json', [[send]], ['events'])));

    expect(shown).toEqual({
      ...send,
      events: [
        { type: 'sent', at },
        { type: 'opened', at: '2026-03-02T10:00:00.000Z' },
      ],
    });
  });

  it.each(ExportFormat.options)('a page of the longest sends fits into a message as %s', (format) => {
    const longest = sendView({ ...EVERYTHING_HAPPENED, unsubscribed_at: at, subject: '"'.repeat(998) });
    const count = Math.floor(MAX_LOG_PAGE_BYTES / Buffer.byteLength(JSON.stringify(longest)));
    const text = fileOf(format, [Array.from({ length: count }, () => longest)], ['events']);

    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(MAX_MESSAGE_BYTES);
  });
});
