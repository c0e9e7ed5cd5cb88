import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ContactChanges, ContactFilter, ContactInput } from '#contracts';

const email = 'ann@example.com';
const parsed = (fields: object) => ContactInput.parse({ email, ...fields });
const takes = (fields: object): boolean => ContactInput.safeParse({ email, ...fields }).success;

const LINES = [
  'first_name',
  'last_name',
  'title',
  'seniority',
  'department',
  'phone',
  'mobile',
  'city',
  'state',
  'lead_source',
  'grade',
] as const;

describe('a text of a contact', () => {
  it.each(LINES)('%s is trimmed and in NFC, and blank is null, on every way in', (field) => {
    for (const schema of [ContactInput, ContactChanges]) {
      const read = (value: string) => Reflect.get(schema.parse({ email, [field]: value }), field);
      expect([read('  Mu\u0308\u00A0'), read(' \t '), read('')]).toEqual(['Mü', null, null]);
    }
    expect(parsed({ company: { name: ' ', domain: ' x.test ' } }).company).toEqual({
      name: null,
      domain: 'x.test',
    });
  });

  it.each(['a\u0000b', 'a\nb', 'a\u007Fb', 'a\u2028b', '\uD800', 'a\uDFFFb'])('is refused as %j', (text) => {
    for (const field of LINES) expect([field, takes({ [field]: text })]).toEqual([field, false]);
    expect(takes({ company: { name: text } })).toBe(false);
    expect(takes({ tags: [text] })).toBe(false);
    expect(takes({ custom_fields: { [text]: 'x' } })).toBe(false);
  });

  it('that is read a second time stays as it is', () => {
    const property = fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (title) => {
      const once = ContactInput.safeParse({ email, title, tags: [title], custom_fields: { title } });
      if (once.success) expect(ContactInput.parse(once.data)).toEqual(once.data);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a contact', () => {
  it('has each tag once, whatever its case, as it was given first', () => {
    expect(parsed({ tags: [' VIP', 'new', 'vip ', 'Vip', 'u\u0308', 'ü'] }).tags).toEqual([
      'VIP',
      'new',
      'ü',
    ]);
    expect(takes({ tags: [' '] })).toBe(false);
  });

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    '//x.test',
    'x',
    'ftp://x.test',
  ])('has no link %j', (linkedin_url) => expect(takes({ linkedin_url })).toBe(false));

  it('has a link that begins with http or https', () => {
    const linkedin_url = 'https://www.linkedin.com/in/ann';
    expect(parsed({ linkedin_url: ` ${linkedin_url} ` }).linkedin_url).toBe(linkedin_url);
    expect(parsed({ linkedin_url: '' }).linkedin_url).toBeNull();
  });

  it('has its country in upper case', () => {
    expect([parsed({ country: ' de ' }).country, parsed({ country: '' }).country]).toEqual(['DE', null]);
    for (const country of ['D', 'DEU', 'd1', 'ß', 'ßx', 'ÄÖ']) expect(takes({ country })).toBe(false);
  });

  it('is found by values that are read as its own are', () => {
    expect(ContactFilter.parse({ tags: [' u\u0308 '], department: [' Sales'] })).toEqual({
      tags: ['ü'],
      department: ['Sales'],
    });
  });
});

describe('custom fields', () => {
  it('are texts, numbers and truth values under trimmed names', () => {
    const custom_fields = { ' plan ': ' pro\n2 ', seats: 3, paid: true, none: null };
    const stored = { plan: 'pro\n2', seats: 3, paid: true, none: null };
    expect(parsed({ custom_fields }).custom_fields).toEqual(stored);
  });

  it.each<[string, unknown]>([
    ['an object within', { a: { b: 1 } }],
    ['a list within', { a: [1] }],
    ['a name without letters', { ' ': 1 }],
    ['a long name', { ['a'.repeat(101)]: 1 }],
    ['a long value', { a: 'a'.repeat(2_001) }],
    ['a number that JSON has not', { a: Infinity }],
    ['too many names', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`f${n}`, 1]))],
    [
      'too much in all',
      Object.fromEntries(Array.from({ length: 26 }, (_, n) => [`f${n}`, 'a'.repeat(2_000)])),
    ],
    ['__proto__', JSON.parse('{"__proto__": "x"}')],
    ['a list', []],
  ])('are refused with %s', (_, custom_fields) => expect(takes({ custom_fields })).toBe(false));
});
