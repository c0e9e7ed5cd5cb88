import { Injectable } from '@nestjs/common';
import {
  CancelEnrollmentJob,
  CancelExportJob,
  CancelWebhooksJob,
  GetEnrollmentJob,
  GetExportJob,
  GetWebhooksJob,
  type JobRef,
  type JobView,
} from '#contracts';
import { DomainError, notFound } from '#kernel';
import { RpcClient } from '#messaging';

/** The services with jobs. An id does not show its service, so all of them are asked. */
const GET = [GetEnrollmentJob, GetExportJob, GetWebhooksJob];
const CANCEL = [CancelEnrollmentJob, CancelExportJob, CancelWebhooksJob];

/** Asks the service that runs a job. */
@Injectable()
export class Jobs {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws `not_found` when no service has the job, and `unavailable` when a service that may have it does not answer */
  find(ref: JobRef): Promise<JobView> {
    return this.ask(GET, ref);
  }

  /** @throws as `find` does, and `invalid_transition` when the job has ended */
  cancel(ref: JobRef): Promise<JobView> {
    return this.ask(CANCEL, ref);
  }

  private async ask(owners: typeof GET, ref: JobRef): Promise<JobView> {
    try {
      return await Promise.any(owners.map((owner) => this.rpc.request(owner, ref)));
    } catch (error) {
      const refusals: unknown[] = error instanceof AggregateError ? error.errors : [error];
      throw refusals.find((refusal) => !isNotFound(refusal)) ?? notFound('job', ref.job_id);
    }
  }
}

const isNotFound = (error: unknown): boolean => error instanceof DomainError && error.kind === 'not_found';
