import { z } from 'zod';
import { ContactView } from './contacts.js';
import { defineEvent } from './define.js';

/** The contact after the change; custom fields of more than 128 KB are left out. */
const ContactEventData = z.object({ contact: ContactView });

const contactEvent = <Type extends string>(type: Type, summary: string, consumedBy: string[] = []) =>
  defineEvent({ type, producedBy: ['enrollment'], consumedBy, summary, data: ContactEventData });

export const ContactCreated = contactEvent(
  'contact.created',
  'A contact was created, or a deleted contact was created again.',
);

export const ContactUpdated = contactEvent('contact.updated', 'An existing contact was written again.');

export const ContactDeleted = contactEvent(
  'contact.deleted',
  'A contact was deleted. It is not enrolled any more and gets no more mail.',
  ['inbound-contacts'],
);

export const CONTACT_EVENTS = [ContactCreated, ContactUpdated, ContactDeleted] as const;
