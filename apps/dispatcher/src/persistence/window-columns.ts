import type { SendWindow } from '../domain/send-window.js';

/** The window of a campaign as its row has it. */
export interface WindowColumns {
  readonly start_hour: number;
  readonly end_hour: number;
  readonly send_days: readonly number[];
  readonly time_zone: string;
  /** Whether it is judged in the zones of the contacts. */
  readonly recipient_time_zone: boolean;
}

export const windowIn = (row: WindowColumns): SendWindow => ({
  startHour: row.start_hour,
  endHour: row.end_hour,
  days: row.send_days,
  timeZone: row.time_zone,
});
