import type { ContactView, Recipient } from '#contracts';
import { idOf } from '#kernel';
import type { Contact, PersonColumns } from '../persistence/contacts.js';

type Company = Recipient['company'];

export function contactView(contact: Contact): ContactView {
  const company = companyOf(contact);
  const unknown = Object.values(company).every((value) => value === null);
  return {
    ...personOf(contact),
    id: idOf('cont', contact.id),
    workspace_id: idOf('ws', contact.workspace_id),
    full_name: [contact.first_name, contact.last_name].filter(Boolean).join(' '),
    lead_score: contact.lead_score,
    icp_tier: contact.icp_tier,
    grade: contact.grade,
    tags: contact.tags,
    company: unknown ? null : company,
    created_at: contact.created_at.toISOString(),
    updated_at: contact.updated_at.toISOString(),
  };
}

/** What a message may say about the person. */
export const recipientView = (contactId: string, person: PersonColumns): Recipient => ({
  ...personOf(person),
  contact_id: idOf('cont', contactId),
  company: companyOf(person),
});

const personOf = (person: PersonColumns): Omit<Recipient, 'contact_id' | 'company'> => ({
  email: person.email,
  first_name: person.first_name,
  last_name: person.last_name,
  title: person.title,
  seniority: person.seniority,
  department: person.department,
  country: person.country,
  time_zone: person.time_zone,
  custom_fields: person.custom_fields,
});

const companyOf = (person: PersonColumns): Company => ({
  name: person.company_name,
  domain: person.company_domain,
  industry: person.company_industry,
});
