import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Contact } from '../persistence/contacts.js';
import { contactPage } from './contact-page.js';

const aContact = (note: string): Contact => ({
  id: randomUUID(),
  workspace_id: randomUUID(),
  email: 'ann@x.test',
  first_name: null,
  last_name: null,
  title: null,
  seniority: null,
  department: null,
  phone: null,
  mobile: null,
  linkedin_url: null,
  city: null,
  state: null,
  country: null,
  time_zone: null,
  lead_source: null,
  company_name: null,
  company_domain: null,
  company_industry: null,
  company_employee_count: null,
  company_revenue_band: null,
  custom_fields: { note },
  lead_score: null,
  icp_tier: null,
  grade: null,
  tags: [],
  verification_status: null,
  is_enriched: false,
  deleted_at: null,
  created_at: new Date(0),
  updated_at: new Date(0),
});

const contacts = (count: number, note = '') => Array.from({ length: count }, () => aContact(note));

describe('a page of contacts', () => {
  it('has a next one when there is one contact more', () => {
    expect(contactPage(contacts(2), 2)).toMatchObject({ has_more: false, next_cursor: null });
    expect(contactPage(contacts(3), 2)).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
    expect(contactPage([], 2)).toEqual({ results: [], has_more: false, next_cursor: null });
  });

  it('is cut to what a message takes, and goes on after it', () => {
    const page = contactPage(contacts(10, 'x'.repeat(200_000)), 10);
    expect(page.results).toHaveLength(3);
    expect(page.has_more).toBe(true);
    expect(page.next_cursor).not.toBeNull();
  });

  it('has at least one contact, however large', () => {
    expect(contactPage(contacts(2, 'x'.repeat(900_000)), 2).results).toHaveLength(1);
  });
});
