import { z } from 'zod';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

/** Work that goes on in the background, as the API shows it. */
export const JobView = z.object({
  id: IdOf('job'),
  /** What it does, such as `enroll`. */
  type: z.string(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed']),
  progress: z.object({
    done: z.number().int(),
    total: z.number().int(),
    percent: z.number().int().min(0).max(100),
  }),
  /** What it has come to so far; each type of job has its own. */
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  download_url: z.string().nullable(),
  created_at: Instant,
  finished_at: Instant.nullable(),
  /** From then on it is not found. */
  expires_at: Instant.nullable(),
});
export type JobView = z.infer<typeof JobView>;

/** The answer to a request whose work goes on in the background: the job that does it, and where to ask for it. */
export const JobAccepted = z.object({ job_id: IdOf('job'), status_url: z.string() });
export type JobAccepted = z.infer<typeof JobAccepted>;

/** Of the jobs that the enrollment service works on. */
export const GetEnrollmentJob = defineRequest({
  subject: 'rpc.enrollment.get-job.v1',
  request: z.object({ workspace_id: WorkspaceId, job_id: IdOf('job') }),
  response: JobView,
  refusals: ['not_found'],
  timeoutMs: 3_000,
});
