import {
  EnrollmentFinished,
  EnrollmentStarted,
  type EventOf,
  type ExportCompleted,
  type PublicEvent,
} from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import { campaignNameOf, type Known } from './known.js';
import { publicEventView } from './public-event.view.js';

export const PUBLIC_ENROLLMENT_EVENTS = [EnrollmentStarted, EnrollmentFinished] as const;
export type EnrollmentEventOf = AnyEventOf<(typeof PUBLIC_ENROLLMENT_EVENTS)[number]>;

export function enrollmentEventView(event: EnrollmentEventOf, known: Known): PublicEvent {
  const { enrollment_id, contact_id, email, at } = event.data;
  const person = { ...campaignNameOf(event, known), enrollment_id, contact_id, email };
  if (!isEvent(EnrollmentFinished, event)) {
    return publicEventView('enrollment.started', event, { at, data: person });
  }
  const { status, reason } = event.data;
  return publicEventView('enrollment.finished', event, { at, data: { ...person, status, reason } });
}

export function exportEventView(event: EventOf<typeof ExportCompleted>, known: Known): PublicEvent {
  const { job_id, format, include, sends, bytes, download_url, expires_at } = event.data;
  const file = { job_id, format, include, sends, bytes, download_url, expires_at };
  return publicEventView('export.completed', event, {
    at: event.time,
    data: { ...file, ...campaignNameOf(event, known) },
  });
}
