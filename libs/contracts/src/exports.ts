import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineEvent, defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { JobRef, JobView } from './jobs.js';
import { PageQuery } from './paging.js';
import { SendView } from './sends.js';

export const ExportFormat = z.enum(['csv', 'json', 'ndjson']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Data that an export may hold beside the sends. */
export const ExportInclude = z.enum(['events']);
export type ExportInclude = z.infer<typeof ExportInclude>;

/** One thing that happened to a message: the first time, where it can happen again. */
export const SendEvent = z.object({
  type: z.enum(['sent', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed']),
  at: Instant,
});
export type SendEvent = z.infer<typeof SendEvent>;

/** A send as exports in JSON show it; `events`, in the order they happened, when the request includes them. */
export const ExportedSend = SendView.extend({
  events: z.array(SendEvent).optional().meta({
    description: 'With `include=events`: in the order in which they happened.',
  }),
});
export type ExportedSend = z.infer<typeof ExportedSend>;

/** An export in JSON. */
export const ExportedSends = z.array(ExportedSend);

/** An export of at most this many sends is streamed; a job writes a larger one. */
export const MAX_STREAMED_SENDS = 10_000;

/**
 * The largest JSON of a page of the log, in bytes. Its text may grow twelvefold: in CSV a send is repeated
 * for each of up to six events, and its quotes are doubled. A message on NATS has 1,048,576 bytes.
 */
export const MAX_LOG_PAGE_BYTES = 80_000;

/** The next page of the whole log of a campaign, newest first: for copying it, where `ListSends` is for looking at it. */
export const ReadSendLog = defineRequest({
  subject: 'rpc.dispatcher.read-send-log.v1',
  askedBy: ['analytics'],
  request: CampaignRef.extend({ cursor: PageQuery.shape.cursor }),
  response: z.object({ results: z.array(SendView), next_cursor: z.string().nullable() }),
  timeoutMs: 5_000,
});

/** Every send of a campaign, whatever its status. */
export const CountSends = defineRequest({
  subject: 'rpc.dispatcher.count-sends.v1',
  askedBy: ['analytics'],
  request: CampaignRef,
  response: z.object({ count: z.number().int().min(0) }),
  timeoutMs: 10_000,
});

const ExportRequest = CampaignRef.extend({
  format: ExportFormat,
  include: z.array(ExportInclude),
  /** Whether a CSV begins with a byte order mark, without which Excel takes UTF-8 for another encoding. */
  bom: z.boolean().default(false),
});

/**
 * Resolves with no job when the export is small enough to be read at once. Else with the job that writes it: an unfinished
 * one with the same options, or a new one.
 */
export const StartExport = defineRequest({
  subject: 'rpc.analytics.start-export.v1',
  request: ExportRequest,
  response: z.object({ job_id: IdOf('job').nullable() }),
  timeoutMs: 12_000,
});

/** The next piece of an export's text; all of them in their order are the file. */
export const ReadExport = defineRequest({
  subject: 'rpc.analytics.read-export.v1',
  request: ExportRequest.extend({ cursor: PageQuery.shape.cursor }),
  response: z.object({ text: z.string(), next_cursor: z.string().nullable() }),
  timeoutMs: 7_000,
});

/** Where the file of a job is downloaded. */
export const downloadUrlOf = (jobId: string): string => `/api/v1/jobs/${jobId}/download/`;

/** The result of an export job; `bytes` is null until it has succeeded. */
export const ExportJobResult = z.object({
  campaign_id: IdOf('camp'),
  format: ExportFormat,
  include: z.array(ExportInclude),
  bytes: z.number().int().nullable(),
});
export type ExportJobResult = z.infer<typeof ExportJobResult>;

/** A job of the analytics service. */
export const GetExportJob = defineRequest({
  subject: 'rpc.analytics.get-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found'],
});

/** Ends a job; it gets no file. To cancel again changes nothing. */
export const CancelExportJob = defineRequest({
  subject: 'rpc.analytics.cancel-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found', 'invalid_transition'],
});

/**
 * One part of the file that a job has written, counted from 0. A reader that gets the first part before the file
 * expires can read all parts.
 */
export const ReadExportPart = defineRequest({
  subject: 'rpc.analytics.read-export-part.v1',
  request: JobRef.extend({ part: z.number().int().min(0) }),
  response: z.object({
    campaign_id: IdOf('camp'),
    format: ExportFormat,
    /** The number of parts of the file. */
    parts: z.number().int().min(1),
    bytes: z.number().int(),
    text: z.string(),
  }),
  refusals: ['not_found'],
  timeoutMs: 5_000,
});

/** `download_url` is a path of this API, good until `expires_at` for everybody who may read the campaign. */
export const ExportCompleted = defineEvent({
  type: 'export.completed',
  producedBy: ['analytics'],
  consumedBy: ['webhooks-exports'],
  summary: 'A job has written an export of a campaign, which waits to be downloaded.',
  data: z.object({
    job_id: IdOf('job'),
    campaign_id: IdOf('camp'),
    format: ExportFormat,
    include: z.array(ExportInclude),
    sends: z.number().int(),
    bytes: z.number().int(),
    download_url: z.string(),
    expires_at: Instant,
  }),
});
