import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel';
import { OutboundHttp } from '#outbound';
import { Ticker } from '#service';
import { PublicEvents } from '../../public-events/index.js';
import { DeliveryQueues } from '../persistence/delivery-queues.js';
import { HeldWebhooks } from '../use-cases/held-webhooks.js';
import { PickUpDeliveries } from '../use-cases/pick-up-deliveries.js';
import { RecordOutcomes } from '../use-cases/record-outcomes.js';
import { SendDeliveries } from '../use-cases/send-deliveries.js';

/** Retries, and deliveries that another replica has stored, are found this late. */
const LOOK_MS = 2_000;
/** Attempts that the database did not take are recorded again after this. */
const RECORD_MS = 1_000;
/** News and ends that come within this time are one round: a round costs four statements however many there are. */
const GATHER_MS = 25;

/** Sends deliveries for as long as the service runs, and gives the webhooks back at its end. */
@Injectable()
export class SendingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds: Ticker;
  private readonly records: Ticker;

  constructor(
    pickUp: PickUpDeliveries,
    private readonly outcomes: RecordOutcomes,
    private readonly sending: SendDeliveries,
    private readonly held: HeldWebhooks,
    private readonly queues: DeliveryQueues,
    private readonly http: OutboundHttp,
    private readonly clock: Clock,
    events: PublicEvents,
  ) {
    this.rounds = new Ticker({
      name: 'Deliveries',
      restMs: LOOK_MS,
      gatherMs: GATHER_MS,
      work: () => pickUp.execute(),
    });
    this.records = new Ticker({
      name: 'DeliveryOutcomes',
      restMs: RECORD_MS,
      gatherMs: GATHER_MS,
      work: () => outcomes.execute(),
    });
    events.whenStored(() => this.wake());
    held.whenRoom(() => this.wake());
    outcomes.whenEnded(() => this.records.wakeSoon());
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
    this.records.start();
  }

  /** Deliveries are due. */
  wake(): void {
    this.rounds.wakeSoon();
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds.stop();
    await this.sending.stop();
    await this.records.stop();
    while ((await this.outcomes.execute()) === 'more');
    await this.queues.release(this.held.holder, this.clock.now());
    await this.http.close();
  }
}
