import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ContactInput,
  InvitationAcceptance,
  nonEmptyText,
  parseInput,
  SendingAccountInput,
  TimeZone,
} from '#contracts';

const Name = nonEmptyText(10);
const codeOf = (name: string) => parseInput(Name, name).errors?.[0]?.code;

describe('a name', () => {
  it('is trimmed and composed, so that the same letters are the same name', () => {
    expect(Name.parse('  Jose\u0301 \u00a0')).toBe('José');
  });

  it.each(['', ' ', '\u200b', '\ufeff', '\u00ad', '\u2060 \u200d', '\u3164', '\u2800', '\u{e0041}', '\n'])(
    '%j is refused, since nobody sees it',
    (name) => expect(codeOf(name)).toBe('too_short'),
  );

  it.each(['a\r\nBcc: b', 'a\nb', 'a\tb', 'a\0b', 'a\u0085b', 'a\u2028b', 'a\u001bb'])(
    '%j is refused for its control character',
    (name) => expect(codeOf(name)).toBe('invalid_format'),
  );

  it.each(['Ä', '名前', '👩‍👩‍👧', 'שלום', 'a\u200db', '!', '؟'])('%j is taken', (name) => {
    expect(Name.parse(name)).toBe(name.normalize('NFC'));
  });

  it('stays what it became', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (given) => {
        const name = Name.safeParse(given).data;
        if (name !== undefined) expect(Name.parse(name)).toBe(name);
      }),
    );
  });
});

describe('a text of a person', () => {
  it('that nobody sees is null where it may be absent, empty where it has a default, and no tag', () => {
    const email = 'ada@acme.example';
    expect(ContactInput.parse({ email, first_name: '\u200b', company: { name: '\u2800' } })).toMatchObject({
      first_name: null,
      company: { name: null },
    });
    const invitation = { token: 't', password: 'a long enough one', name: ' \u00ad' };
    expect(InvitationAcceptance.parse(invitation).name).toBeNull();
    const account = { email, smtp: { host: 'smtp.acme.example', port: 587 } };
    expect(SendingAccountInput.parse({ ...account, display_name: '\u200b' }).display_name).toBe('');
    expect(SendingAccountInput.parse({ ...account, display_name: ' Jose\u0301 ' }).display_name).toBe('José');
    expect(parseInput(ContactInput, { email, tags: ['\u200b'] }).errors).toMatchObject([
      { field: 'tags.0', code: 'too_short' },
    ]);
  });
});

describe('a time zone', () => {
  it.each([
    ['utc', 'UTC'],
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin'],
    ['us/eastern', 'US/Eastern'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['cet', 'CET'],
    ['EST', 'EST'],
    ['etc/gmt+5', 'Etc/GMT+5'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
  ])('%s has the spelling %s', (given, zone) => expect(TimeZone.parse(given)).toBe(zone));

  it('is one that this process can calculate with', () => {
    for (const zone of [
      'CET',
      'EET',
      'EST',
      'HST',
      'MET',
      'MST',
      'WET',
      'PRC',
      'ROC',
      'ROK',
      'UCT',
      'Zulu',
    ]) {
      expect(() => Intl.DateTimeFormat('en', { timeZone: TimeZone.parse(zone) })).not.toThrow();
    }
  });
});
