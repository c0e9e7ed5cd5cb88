import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { Enrollments } from './enrollments.js';

export interface Outcomes {
  readonly advances: readonly Advance[];
  readonly stops: readonly Stop[];
}

/** Moves enrollments on, or ends them. Whatever order or repetition outcomes come in, the result is the same. */
@Injectable()
export class ApplyOutcomes {
  constructor(
    private readonly database: Database,
    private readonly enrollments: Enrollments,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  async execute({ advances, stops }: Outcomes): Promise<void> {
    await this.database.transaction(async (tx) => {
      const finished = [
        ...(await this.enrollments.advance(tx, advances)),
        ...(await this.enrollments.stop(tx, stops)),
      ];
      await this.replicas.wakeFinished(tx, finished, this.clock.now());
    });
  }
}
