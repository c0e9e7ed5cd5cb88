import { Injectable } from '@nestjs/common';
import { Metrics } from '#telemetry';

/** `refused`: by a rule, with a code for the requester. `failed`: by a bug. */
const OUTCOMES = ['ok', 'refused', 'failed'] as const;
export type RpcOutcome = (typeof OUTCOMES)[number];

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

  /** Its series begin at 0: the first failure counts as one. */
  willAnswer(subject: string): void {
    for (const outcome of OUTCOMES) this.total.inc({ subject, outcome }, 0);
  }

  answered(subject: string, outcome: RpcOutcome, seconds: number): void {
    this.total.inc({ subject, outcome });
    this.duration.observe({ subject }, seconds);
  }
}
