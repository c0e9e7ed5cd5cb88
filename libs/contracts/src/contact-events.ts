import { z } from 'zod';
import { ContactView } from './contacts.js';
import { defineEvent } from './define.js';

/** The contact after the change; custom fields of more than 128 KB are left out. */
const ContactEventData = z.object({ contact: ContactView });

export const ContactCreated = defineEvent({
  type: 'contact.created',
  version: 1,
  producer: 'enrollment',
  summary: 'A contact was created, or a deleted contact was created again.',
  data: ContactEventData,
});

export const ContactUpdated = defineEvent({
  type: 'contact.updated',
  version: 1,
  producer: 'enrollment',
  summary: 'An existing contact was written again.',
  data: ContactEventData,
});

export const ContactDeleted = defineEvent({
  type: 'contact.deleted',
  version: 1,
  producer: 'enrollment',
  summary: 'A contact was deleted. It is not enrolled any more and gets no more mail.',
  data: ContactEventData,
});

export const CONTACT_EVENTS = [ContactCreated, ContactUpdated, ContactDeleted] as const;
