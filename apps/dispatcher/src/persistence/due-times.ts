import type { Database, Transaction } from '#database';
import { RecipientWindow } from '../domain/recipient-window.js';
import type { SendWindow } from '../domain/send-window.js';
import { MOVE_DUE_TIMES, placeOf, RECIPIENT_WINDOWS, WAITING_ZONES } from './due-times.sql.js';

interface WaitingZone {
  readonly campaign_id: string;
  readonly time_zone: string | null;
}

/** The windows of those campaigns whose windows count in the zones of their contacts. */
export async function recipientWindows(
  reader: Pick<Database | Transaction, 'query'>,
  campaigns: readonly string[],
): Promise<ReadonlyMap<string, RecipientWindow>> {
  const rows = await reader.query<SendWindow & { campaign_id: string }>(RECIPIENT_WINDOWS, [campaigns]);
  return new Map(rows.map((row) => [row.campaign_id, new RecipientWindow(row)]));
}

/** Moves the scheduled sends of these campaigns into the windows that are stored now. */
export async function moveDueTimes(tx: Transaction, campaigns: readonly string[], now: Date): Promise<void> {
  if (campaigns.length === 0) return;
  const windows = await recipientWindows(tx, campaigns);
  const waiting = await tx.query<WaitingZone>(WAITING_ZONES, [campaigns]);
  const open = waiting.map(({ campaign_id, time_zone }) => {
    const interval = windows.get(campaign_id)?.openAt(time_zone, now);
    return [
      placeOf(campaign_id, time_zone),
      { opens_at: interval?.from ?? now, closes_at: interval?.until ?? null },
    ] as const;
  });
  await tx.query(MOVE_DUE_TIMES, [now, campaigns, JSON.stringify(Object.fromEntries(open))]);
}
