import { ContactCreated, ContactDeleted, ContactUpdated, type ContactView } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { Contact } from '../domain/contact.js';
import { contactView } from '../views/contact.view.js';

const EVENT_OF = { created: ContactCreated, updated: ContactUpdated, deleted: ContactDeleted } as const;

/** A contact may have gathered more custom fields than a message takes. */
const MAX_CUSTOM_FIELDS = 128 * 1_024;

/** The events of what was done to the contacts, in as few messages as fit. */
export function contactMessages(done: keyof typeof EVENT_OF, contacts: readonly Contact[]): EventMessage[] {
  const contract = EVENT_OF[done];
  const events = contacts.map((contact) =>
    makeEvent(contract, {
      service: 'enrollment',
      workspaceId: contact.workspace_id,
      time: contact.updated_at,
      data: { contact: publishable(contactView(contact)) },
    }),
  );
  return toMessages(contract, events);
}

const publishable = (contact: ContactView): ContactView =>
  Buffer.byteLength(JSON.stringify(contact.custom_fields)) > MAX_CUSTOM_FIELDS
    ? { ...contact, custom_fields: {} }
    : contact;
