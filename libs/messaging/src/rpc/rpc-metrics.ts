import { Injectable } from '@nestjs/common';
import { Metrics } from '#telemetry';

/** `refused`: by a rule, with a code for the requester. `failed`: by a bug. */
export type RpcOutcome = 'ok' | 'refused' | 'failed';

/** Requests that this service answers. */
@Injectable()
export class RpcMetrics {
  private readonly total;
  private readonly duration;

  constructor(metrics: Metrics) {
    this.total = metrics.counter({
      name: 'nimbus_rpc_requests_total',
      help: 'Requests of other services that were answered, by outcome: ok, refused or failed',
      labels: ['subject', 'outcome'],
    });
    this.duration = metrics.durations({
      name: 'nimbus_rpc_request_duration_seconds',
      help: 'Time to answer a request of another service',
      labels: ['subject'],
    });
  }

  answered(subject: string, outcome: RpcOutcome, seconds: number): void {
    this.total.inc({ subject, outcome });
    this.duration.observe({ subject }, seconds);
  }
}
