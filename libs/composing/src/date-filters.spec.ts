import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseTemplate, renderTemplate } from './templates.js';

/** Half past eleven in the evening of March 1 in Los Angeles. */
const NOW = Date.parse('2026-03-02T07:30:00Z');
const rendered = (source: string, timeZone = 'America/Los_Angeles'): string =>
  renderTemplate('html', parseTemplate('html', source), { scope: {}, seed: '', now: NOW, timeZone });

/** Templates, and their text in Los Angeles. */
const CASES = [
  ['{{ "2026-03-01" | date: "%B %d" }}', 'March 01'],
  ['{{ "March 1, 2026" | date: "%-d %b %Y" }}', '1 Mar 2026'],
  ['{{ "03/01/2026" | date: "%F" }}', '2026-03-01'],
  ['{{ "2026-03-01 10:00" | date: "%F %H:%M %z" }}', '2026-03-01 10:00 -0800'],
  ['{{ "2026-03-01T10:00:00Z" | date: "%F %H:%M" }}', '2026-03-01 02:00'],
  ['{{ "Sun, 01 Mar 2026 10:00:00 +0000" | date: "%a %H:%M" }}', 'Sun 02:00'],
  ['{{ "now" | date: "%F %H:%M" }}', '2026-03-01 23:30'],
  ['{{ "today" | date_to_xmlschema }}', '2026-03-01T23:30:00-08:00'],
  ['{{ 1772436600 | date: "%A, %-I:%M %P" }}', 'Sunday, 11:30 pm'],
  ['{{ "2026-03-01T10:00:00Z" | date: "%H:%M", "Asia/Tokyo" }}', '19:00'],
  ['{{ "2026-03-01" | date: "%F", "Asia/Tokyo" }}', '2026-03-01'],
  ['{{ "2026-03-29 02:30" | date: "%H:%M" }}', '02:30'], // Berlin has no such hour
  ['{{ "2026-03-01" | date_to_long_string: "ordinal", "US" }}', 'March 1st, 2026'],
  ['{{ "soon" | date: "%F" }}', 'soon'],
] as const;

const builtTemplates = fileURLToPath(
  new URL('../../../dist/libs/composing/src/templates.js', import.meta.url),
);
const SCRIPT = `
  import { parseTemplate, renderTemplate } from ${JSON.stringify(builtTemplates)};
  const { sources, ...options } = JSON.parse(process.argv[1]);
  console.log(JSON.stringify(sources.map((source) => renderTemplate('html', parseTemplate('html', source), options))));`;

describe('a date in a message', () => {
  it.each(CASES)('%s is %s in the zone of the message', (source, text) => {
    expect(rendered(source)).toBe(text);
  });

  it.each(['America/Los_Angeles', 'Europe/Berlin', 'Pacific/Kiritimati', 'UTC'])(
    'is the same on a server in %s',
    (TZ) => {
      const facts = { sources: CASES.map(([source]) => source), scope: {}, seed: '', now: NOW };
      const json = JSON.stringify({ ...facts, timeZone: 'America/Los_Angeles' });
      const output = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, json], {
        env: { TZ },
        encoding: 'utf8',
      });
      expect(JSON.parse(output)).toEqual(CASES.map(([, text]) => text));
    },
  );

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Santiago', 'Asia/Kolkata'])(
    'keeps its day in %s when it has no time',
    (zone) => {
      for (const month of ['03', '09', '10'])
        for (let day = 10; day < 30; day += 1)
          expect(rendered(`{{ "2026-${month}-${day}" | date: "%F" }}`, zone)).toBe(`2026-${month}-${day}`);
    },
  );

  it.each([
    ['%-d|%_d|%e|%03d', '5| 5| 5|005'],
    ['%y %j %U %W %u %w', '26 064 09 09 4 4'],
    ['%^a %#b %P %p %I %l', 'THU MAR pm PM 03  3'],
    ['%q %% %n%t%Q', 'th % \n\t%Q'],
    ['%:z %Z %s %L %N', '+01:00 Europe/Berlin 1772719445 000 000000000'],
  ])('is written as %s says', (format, text) => {
    expect(rendered(`{{ "2026-03-05 15:04:05" | date: "${format}" }}`, 'Europe/Berlin')).toBe(text);
  });
});
