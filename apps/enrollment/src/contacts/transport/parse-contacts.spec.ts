import { describe, expect, it } from '@jest/globals';
import { parseContacts } from './parse-contacts.js';

describe('the contacts of a request', () => {
  it('fail alone, each with its field errors', () => {
    const { rows, failed } = parseContacts([
      { email: 'a@x.test' },
      { email: 'nonsense', lead_score: -1 },
      'text',
      { email: 'b@x.test', colour: 'red' },
    ]);

    expect(rows.map(({ index }) => index)).toEqual([0]);
    expect(failed).toMatchObject([
      { index: 1, id: null, status: 'failed', errors: [{ field: 'email' }, { field: 'lead_score' }] },
      { index: 2, status: 'failed' },
      { index: 3, errors: [{ field: 'colour', code: 'unknown_field' }] },
    ]);
  });

  it('give only what was given, and all of a company that is cleared', () => {
    const { rows } = parseContacts([
      { email: 'A@x.test', title: null, company: { name: 'Acme' } },
      { email: 'b@x.test', company: null },
    ]);

    expect(rows).toEqual([
      { index: 0, key: 'a@x.test', fields: { email: 'A@x.test', title: null, company_name: 'Acme' } },
      {
        index: 1,
        key: 'b@x.test',
        fields: {
          email: 'b@x.test',
          company_name: null,
          company_domain: null,
          company_industry: null,
          company_employee_count: null,
          company_revenue_band: null,
        },
      },
    ]);
  });
});
