import { z } from 'zod';
import { ContactView } from './contacts.js';
import { defineEvent } from './define.js';

/** The contact as it is after what happened; without its custom fields where they have more than 128 KB. */
const ContactEventData = z.object({ contact: ContactView });

export const ContactCreated = defineEvent({
  type: 'contact.created',
  version: 1,
  toldBy: 'enrollment',
  summary: 'A contact was created, or one that was deleted was created again.',
  data: ContactEventData,
});

export const ContactUpdated = defineEvent({
  type: 'contact.updated',
  version: 1,
  toldBy: 'enrollment',
  summary: 'Something was said of a contact that was there already.',
  data: ContactEventData,
});

export const ContactDeleted = defineEvent({
  type: 'contact.deleted',
  version: 1,
  toldBy: 'enrollment',
  summary: 'A contact was deleted: it is not enrolled and not written to any more.',
  data: ContactEventData,
});

export const CONTACT_EVENTS = [ContactCreated, ContactUpdated, ContactDeleted] as const;
