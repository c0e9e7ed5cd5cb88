import { Injectable, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EnrollmentsExhausted, StepsDue, type DataOf, type EventContract, type StepDue } from '#contracts';
import type { Id } from '#kernel';
import {
  isEvent,
  JetStreamPublisher,
  makeEvent,
  MessagingModule,
  OnEvents,
  RpcClient,
  toMessages,
} from '#messaging';
import type { AnyEventOf } from '#messaging';

const ENROLLMENT_EVENTS = [StepsDue, EnrollmentsExhausted] as const;

/** Hears what the dispatcher and the campaigns service would hear. */
@Injectable()
class Listener {
  readonly steps: StepDue[] = [];
  readonly exhausted: Id<'camp'>[] = [];

  @OnEvents(ENROLLMENT_EVENTS, { durable: 'stubs-hear' })
  async hear(events: AnyEventOf<(typeof ENROLLMENT_EVENTS)[number]>[]): Promise<void> {
    for (const event of events) {
      if (isEvent(StepsDue, event)) this.steps.push(...event.data.steps);
      if (isEvent(EnrollmentsExhausted, event)) this.exhausted.push(event.data.campaign_id);
    }
  }
}

/** The other services, as far as the enrollment service meets them on NATS. */
export class StubServices {
  private constructor(private readonly app: INestApplicationContext) {}

  static async boot(url: string): Promise<StubServices> {
    const app = await NestFactory.createApplicationContext(
      {
        module: class NeighboursModule {},
        imports: [MessagingModule.forService({ service: 'stubs', url, replicas: 1 })],
        providers: [Listener],
      },
      { logger: false, abortOnError: false },
    );
    return new StubServices(app);
  }

  get ask(): RpcClient {
    return this.app.get(RpcClient);
  }

  get steps(): readonly StepDue[] {
    return this.app.get(Listener).steps;
  }

  get exhausted(): readonly Id<'camp'>[] {
    return this.app.get(Listener).exhausted;
  }

  async tell<C extends EventContract>(
    contract: C,
    workspaceId: Id<'ws'>,
    ...data: DataOf<C>[]
  ): Promise<void> {
    const events = data.map((each) =>
      makeEvent(contract, { service: 'stubs', workspaceId, time: new Date(), data: each }),
    );
    const stored = await this.app.get(JetStreamPublisher).publish(toMessages(contract, events));
    if (stored.includes(false)) throw new Error('the event was not stored');
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
