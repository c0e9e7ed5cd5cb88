import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { WarmupPlans } from '../persistence/warmup-plans.js';
import { WarmupReports } from '../persistence/warmup-reports.js';
import { HandOverMessages } from '../use-cases/hand-over-messages.js';

const PLANNING_MS = 5_000;
const HANDING_OVER_MS = 5_000;
const CLEANING_MS = 3_600_000;

/** Plans the days of warmup campaigns. Runs in every replica: each claims the campaign that it plans. */
@Injectable()
export class WarmupPlanning extends Ticker {
  constructor(plans: WarmupPlans, clock: Clock) {
    const work = async () => ((await plans.planNext(clock.now())) ? 'more' : 'idle');
    super({ name: 'WarmupPlanning', restMs: PLANNING_MS, work });
  }
}

/** Hands over what is due. Runs in every replica: each claims the messages that it hands over. */
@Injectable()
export class WarmupHandingOver extends Ticker {
  constructor(handOver: HandOverMessages) {
    super({ name: 'WarmupHandingOver', restMs: HANDING_OVER_MS, work: () => handOver.execute() });
  }
}

@Injectable()
export class WarmupCleanUp extends Ticker {
  constructor(reports: WarmupReports, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await reports.deleteOld(clock.now());
      return 'idle';
    };
    super({ name: 'WarmupCleanUp', restMs: CLEANING_MS, work });
  }
}
