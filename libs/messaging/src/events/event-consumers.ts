import type { Consumer } from '@nats-io/jetstream';
import { Injectable, Optional, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { NatsConnectionHolder } from '../connection.js';
import { isRefused } from './api-error.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { openDurable } from './durable.js';
import { EventConsumer } from './event-consumer.js';
import { EventFilter } from './event-filter.js';
import { MessageWorker, type EventHandler } from './message-worker.js';
import { ON_EVENTS } from './on-events.js';
import { parserFor } from './parse-message.js';
import { Replays } from './replays.js';
import { streamOf, type EventSubscription } from './subscription.js';
import { Topology } from './topology.js';

interface DecoratedMethod {
  readonly subscription: EventSubscription;
  readonly handle: EventHandler;
}

/** Runs every method that is decorated with `@OnEvents`, from the end of booting to the beginning of the shutdown. */
@Injectable()
export class EventConsumers implements OnApplicationBootstrap, OnModuleDestroy {
  private consumers: readonly EventConsumer[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly nats: NatsConnectionHolder,
    private readonly topology: Topology,
    private readonly metrics: ConsumerMetrics,
    private readonly replays: Replays,
    @Optional() private readonly filter?: EventFilter,
  ) {}

  onApplicationBootstrap(): void {
    const methods = this.decoratedMethods();
    assertSound(methods.map(({ subscription }) => subscription));
    this.consumers = methods.map((method) => this.consumerOf(method));
    for (const consumer of this.consumers) consumer.start();
    this.metrics.watch(
      methods.map(({ subscription }) => ({
        stream: streamOf(subscription).name,
        durable: subscription.durable,
      })),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Resolves when the running messages are settled and the waiting messages are returned to the server. */
  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  private decoratedMethods(): DecoratedMethod[] {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    const instances = new Set(wrappers.map((wrapper): unknown => wrapper.instance));
    return [...instances].filter(isObject).flatMap((instance) => this.decoratedMethodsOf(instance));
  }

  private decoratedMethodsOf(instance: object): DecoratedMethod[] {
    return this.scanner.getAllMethodNames(Object.getPrototypeOf(instance)).flatMap((name) => {
      const method: unknown = Reflect.get(instance, name);
      if (typeof method !== 'function') return [];
      const subscription = this.reflector.get<EventSubscription | undefined, typeof ON_EVENTS>(
        ON_EVENTS,
        method,
      );
      if (subscription === undefined) return [];
      return [{ subscription, handle: async (events) => Reflect.apply(method, instance, [events]) }];
    });
  }

  private consumerOf({ subscription, handle }: DecoratedMethod): EventConsumer {
    const { durable, contracts, batch = false } = subscription;
    const { jetstream, settings } = this.nats;
    const { service, ackWaitMs } = settings;
    const { metrics } = this;
    const worker = new MessageWorker({
      jetstream,
      service,
      durable,
      metrics,
      handle: this.filtered(handle),
      parse: parserFor(contracts),
    });
    this.replays.register(durable, (letter) => worker.replay(letter));
    return new EventConsumer({ durable, ackWaitMs, batch, worker, open: () => this.open(subscription) });
  }

  private filtered(handle: EventHandler): EventHandler {
    const { filter } = this;
    if (filter === undefined) return handle;
    return async (events) => {
      const kept = await filter.keep(events);
      if (kept.length > 0) await handle(kept);
    };
  }

  private async open(subscription: EventSubscription): Promise<Consumer> {
    try {
      return await openDurable(this.nats, subscription);
    } catch (error) {
      if (!isRefused(error, 'streamNotFound')) throw error;
      await this.topology.provision();
      return openDurable(this.nats, subscription);
    }
  }
}

/** Mistakes in the decorators stop the boot instead of one consumer, which NATS would refuse for ever. */
function assertSound(subscriptions: readonly EventSubscription[]): void {
  const durables = new Set<string>();
  for (const subscription of subscriptions) {
    streamOf(subscription);
    assertAllowed(subscription);
    if (durables.has(subscription.durable))
      throw new Error(`two consumers are named ${subscription.durable}`);
    durables.add(subscription.durable);
  }
}

function assertAllowed({ contracts, durable }: EventSubscription): void {
  const others = contracts.filter(({ consumedBy }) => !consumedBy.includes(durable));
  if (others.length === 0) return;
  const subjects = others.map(({ subject }) => subject).join(', ');
  throw new Error(`${durable} is not in "consumedBy" of the contract of ${subjects}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
