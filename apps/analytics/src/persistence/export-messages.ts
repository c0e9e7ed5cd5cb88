import { downloadUrlOf, ExportCompleted, type ExportFormat, type ExportInclude } from '#contracts';
import { idOf } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** The message that tells of a file that is there to be downloaded. */
export function exportCompleted(
  job: {
    readonly id: string;
    readonly workspace_id: string;
    readonly campaign_id: string;
    readonly format: ExportFormat;
    readonly include: readonly ExportInclude[];
  },
  file: { readonly done: number; readonly bytes: number; readonly expiresAt: Date },
  now: Date,
): EventMessage[] {
  const job_id = idOf('job', job.id);
  const event = makeEvent(ExportCompleted, {
    service: 'analytics',
    workspaceId: idOf('ws', job.workspace_id),
    time: now,
    data: {
      job_id,
      campaign_id: idOf('camp', job.campaign_id),
      format: job.format,
      include: [...job.include],
      sends: file.done,
      bytes: file.bytes,
      download_url: downloadUrlOf(job_id),
      expires_at: file.expiresAt.toISOString(),
    },
  });
  return toMessages(ExportCompleted, [event]);
}
