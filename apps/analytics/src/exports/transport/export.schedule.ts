import { Injectable } from '@nestjs/common';
import { JobWorker } from '#jobs';
import { Ticker } from '#service';

/** A new job wakes this process. A job whose lease ran out in another replica is found this late. */
const REST_MS = 10_000;

/** Writes exports, in every replica: each part is claimed in the database. */
@Injectable()
export class ExportSchedule extends Ticker {
  constructor(worker: JobWorker) {
    super({ name: 'Exports', restMs: REST_MS, work: () => worker.execute() });
  }
}
