import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { returnDateIn } from './return-date.js';

/** Tuesday. */
const NOW = new Date('2027-01-05T09:00:00Z');

describe('the first day back', () => {
  it.each([
    ['I am away until 7 January', '2027-01-08'],
    ['I am away until Thursday, January 7th, 2027.', '2027-01-08'],
    ['away until (and including) the 7th of January', '2027-01-08'],
    ['Out of office till 2027-01-31', '2027-02-01'],
    ['back on Monday 11th', '2027-01-11'],
    ['I will be back in the office on Monday, 11 January', '2027-01-11'],
    ['I will return on Feb 3', '2027-02-03'],
    ['returning 3 February', '2027-02-03'],
    ['back on Monday', '2027-01-11'],
    ['back on Tuesday', '2027-01-12'],
    ['I am out today and back tomorrow', '2027-01-06'],
    ['I am away from 4 to 15 January', '2027-01-16'],
    ['I am away between 4 January and 15 January', '2027-01-16'],
    ['OOO 4 Jan - 15 Jan', '2027-01-16'],
    ['out from 01/04/2027 through 01/11/2027', '2027-01-12'],
    ['away until 10/05', '2027-05-11'],
    ['away until 25/12', '2027-12-26'],
    ['away until 12/25', '2027-12-26'],
    ['away until 7 January, back on 12 January', '2027-01-12'],
    ['bis zum 07.01.2027 nicht im Büro', '2027-01-08'],
    ['bis einschließlich 7. Januar', '2027-01-08'],
    ['vom 4. bis 15. Januar im Urlaub', '2027-01-16'],
    ['vom 04.01. bis zum 15.01.', '2027-01-16'],
    ['Ab dem 12. Januar bin ich wieder für Sie da', '2027-01-12'],
    ['Am 12.01. bin ich wieder im Büro', '2027-01-12'],
    ["absent jusqu'au 3 mars", '2027-03-04'],
    ['absent jusqu’au vendredi 8 janvier inclus', '2027-01-09'],
    ['absent du 4 au 15 janvier', '2027-01-16'],
    ['de retour le 1er février', '2027-02-01'],
    ['fuera hasta el 5 de mayo', '2027-05-06'],
    ['de vacaciones del 4 al 15 de enero', '2027-01-16'],
    ['vuelvo el 20 de enero', '2027-01-20'],
    ['de férias até 10/05', '2027-05-11'],
    ['ausente de 4 a 15 de janeiro', '2027-01-16'],
    ['regresso no dia 1 de fevereiro', '2027-02-01'],
    ['away until 4 January', '2028-01-05'],
  ])('in %j is %s', (text, day) => {
    expect(returnDateIn(text, NOW)).toBe(day);
  });

  it.each([
    'I am away with limited access to mail',
    'away until further notice',
    'away until 31 February',
    'away until 29 February',
    'away until 7 January 2026',
    'away until 7 January 2031',
    'Your ticket 12/34 was opened on 4 January',
    'Please call 020 7946 0000 or write by 8 pm',
  ])('is not in %j', (text) => {
    expect(returnDateIn(text, NOW)).toBeNull();
  });

  it('is the day after any last day that is named, in any language and form', () => {
    const until = fc.constantFrom(
      (day: DateTime) => `away until ${day.setLocale('en').toFormat('d MMMM')}`,
      (day: DateTime) => `away until ${day.setLocale('en').toFormat('MMMM d, yyyy')}`,
      (day: DateTime) => `abwesend bis zum ${day.setLocale('de').toFormat('d. MMMM yyyy')}`,
      (day: DateTime) => `abwesend bis ${day.toFormat('dd.MM.yyyy')}`,
      (day: DateTime) => `absent jusqu'au ${day.setLocale('fr').toFormat('d MMMM')}`,
      (day: DateTime) => `fuera hasta el ${day.setLocale('es').toFormat("d 'de' MMMM")}`,
      (day: DateTime) => `ausente até ${day.setLocale('pt').toFormat("d 'de' MMMM 'de' yyyy")}`,
    );
    fc.assert(
      fc.property(until, fc.integer({ min: 0, max: 360 }), (text, days) => {
        const last = DateTime.fromJSDate(NOW, { zone: 'utc' }).plus({ days });
        expect(returnDateIn(text(last), NOW)).toBe(last.plus({ days: 1 }).toISODate());
      }),
    );
  });
});
