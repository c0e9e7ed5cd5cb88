import { Injectable } from '@nestjs/common';
import {
  CancelEnrollmentJob,
  CancelExportJob,
  GetEnrollmentJob,
  GetExportJob,
  type JobView,
  type WorkspaceId,
} from '#contracts';
import { DomainError, notFound, type Id } from '#kernel';
import { RpcClient } from '#messaging';

/** The services with jobs. An id does not show its service, so all of them are asked. */
const GET = [GetEnrollmentJob, GetExportJob];
const CANCEL = [CancelEnrollmentJob, CancelExportJob];

/** Asks the service that runs a job. */
@Injectable()
export class Jobs {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws `not_found` when no service has the job, and `unavailable` when a service that may have it does not answer */
  find(workspaceId: WorkspaceId, jobId: Id<'job'>): Promise<JobView> {
    return this.ask(GET, workspaceId, jobId);
  }

  /** @throws as `find` does, and `invalid_transition` when the job has ended */
  cancel(workspaceId: WorkspaceId, jobId: Id<'job'>): Promise<JobView> {
    return this.ask(CANCEL, workspaceId, jobId);
  }

  private async ask(owners: typeof GET, workspaceId: WorkspaceId, jobId: Id<'job'>): Promise<JobView> {
    const ref = { workspace_id: workspaceId, job_id: jobId };
    try {
      return await Promise.any(owners.map((owner) => this.rpc.request(owner, ref)));
    } catch (error) {
      const refusals: unknown[] = error instanceof AggregateError ? error.errors : [error];
      throw refusals.find((refusal) => !isNotFound(refusal)) ?? notFound('job', jobId);
    }
  }
}

const isNotFound = (error: unknown): boolean => error instanceof DomainError && error.kind === 'not_found';
