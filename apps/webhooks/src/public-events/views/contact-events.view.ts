import { CONTACT_EVENTS, ContactSuppressed, type PublicEvent } from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import { publicEventView } from './public-event.view.js';

export const PUBLIC_CONTACT_EVENTS = [...CONTACT_EVENTS, ContactSuppressed] as const;
type ContactEventOf = AnyEventOf<(typeof PUBLIC_CONTACT_EVENTS)[number]>;

/** Null for an event about something of another workspace. */
export function contactEventView(event: ContactEventOf): PublicEvent | null {
  if (isEvent(ContactSuppressed, event)) {
    const { workspace_id, ...suppression } = event.data.suppression;
    const data = { suppression, contact_id: event.data.contact_id };
    if (workspace_id !== event.workspaceid) return null;
    return publicEventView('contact.suppressed', event, { at: event.time, data });
  }
  const { workspace_id, ...contact } = event.data.contact;
  const contract = CONTACT_EVENTS.find((each) => isEvent(each, event));
  if (contract === undefined || workspace_id !== event.workspaceid) return null;
  return publicEventView(contract.type, event, { at: event.time, data: { contact } });
}
