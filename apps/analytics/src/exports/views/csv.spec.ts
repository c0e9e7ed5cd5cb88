import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import type { SendView } from '#contracts';
import { sendView } from '../../../test/send-fixtures.js';
import { csvHeader, csvLines } from './csv.js';

type Row = Record<string, string>;

const read = (csv: string): Row[] => parse(csv, { columns: true, record_delimiter: '\r\n' });
const written = (sends: readonly SendView[], included = { events: false }): Row[] =>
  read(csvHeader(included) + csvLines(sends, included));

/** Cells that a spreadsheet would calculate: OWASP's list. */
const FORMULA = /^[=+\-@\t\r]/;

const text = fc
  .tuple(
    fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '"', "'", ',', '\r\n', ' '),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('', '"', '""', ',', '\n', '\r', '\r\n', ';', ' '),
  )
  .map((parts) => parts.join(''));
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);

const SEND = sendView();
const sends = fc.array(
  fc
    .record({
      email: text,
      variant: orNull(text),
      subject: orNull(text),
      message_id: orNull(text),
      sent_at: orNull(instant),
      opened_at: orNull(instant),
      replied_at: orNull(instant),
      error: orNull(
        fc.record({ code: text, smtp_code: orNull(fc.integer({ min: 400, max: 599 })), message: text }),
      ),
    })
    .map((some) => ({ ...SEND, ...some })),
  { minLength: 1, maxLength: 5 },
);

describe('sends in CSV', () => {
  it('are read back as they were, but for an apostrophe before what looks like a formula', () => {
    const safe = (value: string | null): string =>
      value !== null && FORMULA.test(value) ? `'${value}` : (value ?? '');

    fc.assert(
      fc.property(sends, (some) => {
        expect(
          written(some).map(({ email, subject, message_id, error_message, sent_at }) => [
            email,
            subject,
            message_id,
            error_message,
            sent_at,
          ]),
        ).toEqual(
          some.map((send) => [
            safe(send.email),
            safe(send.subject),
            safe(send.message_id),
            safe(send.error?.message ?? null),
            send.sent_at ?? '',
          ]),
        );
      }),
    );
  });

  it('have no cell that a spreadsheet would calculate, whatever others wrote', () => {
    fc.assert(
      fc.property(sends, fc.boolean(), (some, events) => {
        const cells = written(some, { events }).flatMap((row) => Object.values(row));
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
      }),
    );
  });

  it('have every field of a send, in columns whose order stays', () => {
    expect(csvHeader({ events: false })).toBe(
      'id,campaign_id,contact_id,email,step_number,variant,sending_account_id,status,scheduled_at,sent_at,message_id,' +
        'subject,opened_at,clicked_at,replied_at,bounced_at,unsubscribed_at,error_code,error_smtp_code,error_message\r\n',
    );
  });
});

describe('with events', () => {
  const times = { sent_at: '2026-03-02T09:12:00.000Z', opened_at: '2026-03-03T08:00:00.000Z' };

  it('each event is a line, oldest first, with its send beside it', () => {
    const send = sendView({ ...times, replied_at: '2026-03-02T10:00:00.000Z' });
    const rows = written([send], { events: true });

    expect(rows.map(({ event, event_at, id }) => [event, event_at, id])).toEqual([
      ['sent', times.sent_at, send.id],
      ['replied', '2026-03-02T10:00:00.000Z', send.id],
      ['opened', times.opened_at, send.id],
    ]);
  });

  it('a send that nothing has happened to keeps a line', () => {
    const rows = written([sendView({ status: 'scheduled', sent_at: null })], { events: true });

    expect(rows).toMatchObject([{ event: '', event_at: '', status: 'scheduled' }]);
  });
});
