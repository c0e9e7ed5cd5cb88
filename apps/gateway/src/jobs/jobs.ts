import { Injectable } from '@nestjs/common';
import { GetEnrollmentJob, GetExportJob, type JobView, type WorkspaceId } from '#contracts';
import { DomainError, notFound, type Id } from '#kernel';
import { RpcClient } from '#messaging';

/** Everybody who works on jobs. An id does not tell whose job it is, so each is asked. */
const OWNERS = [GetEnrollmentJob, GetExportJob] as const;

/** Finds a job wherever it is worked on. */
@Injectable()
export class Jobs {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws `not_found` when everybody says so, and `unavailable` when somebody who may have it does not answer */
  async find(workspaceId: WorkspaceId, jobId: Id<'job'>): Promise<JobView> {
    const ref = { workspace_id: workspaceId, job_id: jobId };
    try {
      return await Promise.any(OWNERS.map((owner) => this.rpc.request(owner, ref)));
    } catch (error) {
      const refusals: unknown[] = error instanceof AggregateError ? error.errors : [error];
      throw refusals.find((refusal) => !isNotFound(refusal)) ?? notFound('job', jobId);
    }
  }
}

const isNotFound = (error: unknown): boolean => error instanceof DomainError && error.kind === 'not_found';
