import { describe, expect, it } from '@jest/globals';
import { unsubscribePageOf } from './unsubscribe-page.js';

const ADA = { email: 'ada@a.example', display_name: 'Ada' };
const pageFor = (custom_fields: Record<string, unknown>) => unsubscribePageOf(ADA, { custom_fields });

describe('the page in which somebody leaves', () => {
  it.each([
    [{ language: 'de' }, 'de'],
    [{ locale: 'FR_ca' }, 'fr'],
    [{ lang: ' pt-BR ' }, 'pt'],
    [{ language: 'German', lang: 'de' }, 'de'],
    [{ language: 'German' }, ''],
    [{ language: 5, locale: ['de'], lang: null }, ''],
    [{}, ''],
  ])('for a contact with %j has the language %j', (fields, language) => {
    expect(pageFor(fields).language).toBe(language);
  });

  it('names the sender, or the address of a sender without a name', () => {
    expect(pageFor({}).sender).toBe('Ada');
    expect(unsubscribePageOf({ ...ADA, display_name: ' ' }, { custom_fields: {} }).sender).toBe(
      'ada@a.example',
    );
  });

  it('cuts a name that would make a header line too long, between two characters', () => {
    const long = unsubscribePageOf(
      { ...ADA, display_name: `x${'ü'.repeat(199)}` },
      { custom_fields: {} },
    ).sender;
    expect(long).toBe(`x${'ü'.repeat(59)}`);
  });
});
