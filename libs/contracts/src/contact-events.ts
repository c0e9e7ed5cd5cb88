import { z } from 'zod';
import { ContactView } from './contacts.js';
import { defineEvent } from './define.js';
import { IdOf } from './ids.js';
import { SuppressionView } from './suppressions.js';

/** The contact after the change; custom fields of more than 128 KB are left out. */
const ContactEventData = z.object({ contact: ContactView });

const contactEvent = <Type extends string>(type: Type, summary: string, alsoBy: string[] = []) =>
  defineEvent({
    type,
    producedBy: ['enrollment'],
    consumedBy: [...alsoBy, 'webhooks-contacts'],
    summary,
    data: ContactEventData,
  });

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

/** One event for each suppression that is added, whoever asked for it. */
export const ContactSuppressed = defineEvent({
  type: 'contact.suppressed',
  producedBy: ['enrollment'],
  consumedBy: ['webhooks-contacts'],
  summary: 'An address or a domain gets no more mail from the workspace.',
  data: z.object({
    suppression: SuppressionView,
    /** The contact with the address; null for a domain, and for an address without a contact. */
    contact_id: IdOf('cont').nullable(),
  }),
});

export const CONTACT_EVENTS = [ContactCreated, ContactUpdated, ContactDeleted] as const;
