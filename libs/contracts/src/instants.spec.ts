import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Instant } from '#contracts';
import { readInstant } from './instants.js';

const EARLIEST = new Date('0001-01-02T00:00:00Z');
const LATEST = new Date('9999-12-30T23:59:59.999Z');
const two = (number: number): string => String(number).padStart(2, '0');

describe('an instant', () => {
  it('in any zone and with any fraction is the same instant in UTC', () => {
    const offset = fc.record({ sign: fc.constantFrom('+', '-'), hours: fc.nat(23), minutes: fc.nat(59) });
    const moment = fc.date({ min: EARLIEST, max: LATEST, noInvalidDate: true });
    fc.assert(
      fc.property(moment, offset, fc.nat(999), (at, { sign, hours, minutes }, micros) => {
        const ahead = (sign === '+' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
        const local = new Date(at.getTime() + ahead).toISOString().slice(0, -1);
        fc.pre(local.length === 23);
        const written = `${local}${String(micros).padStart(3, '0')}${sign}${two(hours)}:${two(minutes)}`;
        expect(readInstant(written)).toBe(at.toISOString());
      }),
    );
  });

  it.each([
    ['2026-04-23T14:00:00Z', '2026-04-23T14:00:00Z'],
    ['2026-04-23T14:00:00.250Z', '2026-04-23T14:00:00.250Z'],
    ['2026-04-23t14:00:00z', '2026-04-23T14:00:00.000Z'],
    ['2026-04-23T14:00Z', '2026-04-23T14:00:00.000Z'],
    ['2026-04-23T14:00:00.123456+00:00', '2026-04-23T14:00:00.123Z'],
    ['2026-04-23T08:30:00-05:30', '2026-04-23T14:00:00.000Z'],
    ['2026-04-23T16:00:00 02:00', '2026-04-23T14:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is read as %s', (given, utc) => expect(Instant.parse(given)).toBe(utc));

  it.each([
    ['0000-01-01T00:00:00Z', 'out_of_range'],
    ['0001-01-01T00:00:00+00:01', 'out_of_range'],
    ['9999-12-31T23:59:59-00:01', 'out_of_range'],
    ['-000001-01-01T00:00:00Z', 'invalid_format'],
    ['+275760-09-13T00:00:00Z', 'invalid_format'],
    ['+275761-01-01T00:00:00Z', 'invalid_format'],
    ['2016-12-31T23:59:60Z', 'invalid_format'],
    ['2026-01-01T24:00:00Z', 'invalid_format'],
    ['2026-13-01T00:00:00Z', 'out_of_range'],
    ['2026-00-01T00:00:00Z', 'out_of_range'],
    ['2026-02-30T00:00:00Z', 'out_of_range'],
    ['2027-02-29T00:00:00Z', 'out_of_range'],
    ['2026-04-31T00:00:00+02:00', 'out_of_range'],
    ['2026-04-23T14:00:00+24:00', 'invalid_format'],
    ['2026-04-23T14:00:00+02:60', 'invalid_format'],
    ['2026-04-23T14:00:00+0200', 'invalid_format'],
    ['2026-04-23 14:00:00Z', 'invalid_format'],
    ['1776952800', 'invalid_format'],
    ['today', 'invalid_format'],
    ['', 'invalid_format'],
  ])('%j is refused', (given, code) => expect(readInstant(given)).toMatchObject({ code }));

  it.each([
    ['2026-04-23', /^must have a time and a zone, such as 2026-04-23T14:00:00Z/],
    ['2026-04-23T14:00:00', /^must end with Z or an offset, such as/],
    ['2026-04-23 14:00:00.123456', /^must end with Z or an offset, such as/],
  ])('%s is refused with the form that it lacks', (given, message) => {
    expect(readInstant(given)).toMatchObject({
      code: 'invalid_format',
      message: expect.stringMatching(message),
    });
  });

  it('is read or refused, whatever the text, and read again as it is', () => {
    const digits = fc.stringMatching(
      /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?(\.\d{1,9})?([zZ]|[+-]\d{2}:\d{2})?$/,
    );
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), (given) => {
        const read = Instant.safeParse(given);
        if (read.success) expect(Instant.parse(read.data)).toBe(read.data);
        if (read.success) expect(new Date(read.data).getUTCFullYear()).toBeGreaterThan(0);
      }),
    );
  });
});
