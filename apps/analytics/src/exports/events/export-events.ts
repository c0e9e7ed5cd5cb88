import { downloadUrlOf, ExportCompleted, type JobRef } from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { ExportOptions } from '../persistence/export-jobs.js';

/** The event that a file can be downloaded. */
export function exportCompleted(
  { workspace_id, job_id, campaign_id, format, include }: JobRef & ExportOptions,
  { sends, bytes, expiresAt }: { readonly sends: number; readonly bytes: number; readonly expiresAt: Date },
  now: Date,
): EventMessage[] {
  const event = makeEvent(ExportCompleted, {
    service: 'analytics',
    workspaceId: workspace_id,
    time: now,
    data: {
      job_id,
      campaign_id,
      format,
      include: [...include],
      sends,
      bytes,
      download_url: downloadUrlOf(job_id),
      expires_at: expiresAt.toISOString(),
    },
  });
  return toMessages(ExportCompleted, [event]);
}
