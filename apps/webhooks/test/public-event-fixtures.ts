import { randomBytes } from 'node:crypto';
import type { PublicEvent } from '#contracts';
import { idOf, newId, type Id } from '#kernel';

/** A new id that begins with a time, as if it had been made then. */
export function eventIdAt(at: Date): Id<'evt'> {
  const time = at.getTime().toString(16).padStart(12, '0');
  const rest = randomBytes(8).toString('hex');
  return idOf(
    'evt',
    `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-8${rest.slice(5, 8)}-${rest.slice(8)}${randomBytes(2).toString('hex')}`,
  );
}

/** The deletion of a contact, which is about no campaign. */
export const publicEvent = (some: Partial<PublicEvent> = {}): PublicEvent => ({
  id: newId('evt'),
  type: 'contact.deleted',
  created_at: '2026-05-01T09:00:00.000Z',
  workspace_id: newId('ws'),
  data: { contact: { email: 'grace@lumen.example' } },
  ...some,
});

/** The start of an enrollment in a campaign. */
export const campaignEvent = (campaign_id: Id<'camp'>, some: Partial<PublicEvent> = {}): PublicEvent =>
  publicEvent({
    type: 'enrollment.started',
    data: { campaign_id, campaign_name: 'Spring', enrollment_id: newId('enr') },
    ...some,
  });
