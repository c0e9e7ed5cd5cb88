import { z } from 'zod';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

export const JobStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']);

export const JobError = z.object({ code: z.string(), message: z.string() });

export const JobProgress = z.object({
  done: z.number().int().meta({ description: 'Contacts or sends that are processed.' }),
  total: z.number().int(),
  percent: z.number().int().min(0).max(100),
});

/** Work in the background, as the API shows it. */
export const JobView = z.object({
  id: IdOf('job'),
  type: z.string().meta({ description: '`enroll`, `export` or `recover`.' }),
  status: JobStatus,
  progress: JobProgress,
  result: z.record(z.string(), z.unknown()).nullable().meta({
    description: 'The result so far; each type of job has its own.',
  }),
  error: JobError.nullable(),
  download_url: z.string().nullable().meta({
    description: 'The path of the file that it has written; null while there is none.',
  }),
  created_at: Instant,
  finished_at: Instant.nullable(),
  expires_at: Instant.nullable().meta({ description: 'From then on it is not found.' }),
});
export type JobView = z.infer<typeof JobView>;

/** The answer to a request that starts a job: the job's id and the path of its status. */
export const JobAccepted = z.object({
  job_id: IdOf('job'),
  status_url: z.string().meta({ description: 'The path of the job.' }),
});
export type JobAccepted = z.infer<typeof JobAccepted>;

export const JobRef = z.object({ workspace_id: WorkspaceId, job_id: IdOf('job') });
export type JobRef = z.infer<typeof JobRef>;

/** A job of the enrollment service. */
export const GetEnrollmentJob = defineRequest({
  subject: 'rpc.enrollment.get-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found'],
});

/** Ends a job; the parts that are done stay done. To cancel again changes nothing. */
export const CancelEnrollmentJob = defineRequest({
  subject: 'rpc.enrollment.cancel-job.v1',
  request: JobRef,
  response: JobView,
  refusals: ['not_found', 'invalid_transition'],
});
