import { DateTime, IANAZone } from 'luxon';
import type { Id } from '#kernel';

/** The next message waits: the contact is out of the office. */
export interface Postponement {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly until: Date;
}

/** How long a contact is taken to be away who does not say it. */
const UNKNOWN_ABSENCE = { days: 7 };
/** A date beyond is a misread one more likely than an absence, and would keep the campaign open for years. */
const LONGEST_ABSENCE = { years: 1 };

/**
 * The first moment of the day after the return, in that zone: the first day back belongs to the mail that piled up. A
 * date that is over, or more than a year ahead, counts as none.
 */
export function backAfter(returnsOn: string | null, repliedAt: Date, zone: string): Date {
  const local = DateTime.fromJSDate(repliedAt, { zone });
  const unknown = local.plus(UNKNOWN_ABSENCE);
  if (returnsOn === null) return unknown.toJSDate();

  const back = DateTime.fromISO(returnsOn, { zone }).startOf('day').plus({ days: 1 }).startOf('day');
  const isCredible = back.isValid && back > local && back <= local.plus(LONGEST_ABSENCE);
  return (isCredible ? back : unknown).toJSDate();
}

/** Where the days of the contact begin: in the contact's zone where windows count there and it is known. */
export function zoneOfDays(campaign: {
  readonly time_zone: string;
  readonly recipient_time_zone: boolean;
  readonly contact_zone: string | null;
}): string {
  const { time_zone, recipient_time_zone, contact_zone } = campaign;
  const counts = recipient_time_zone && contact_zone !== null && IANAZone.isValidZone(contact_zone);
  return counts ? contact_zone : time_zone;
}
