import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MetricsModule } from '#telemetry';
import { NatsConnectionHolder, type MessagingOptions } from './connection.js';
import { ConsumerMetrics } from './events/consumer-metrics.js';
import { EventConsumers } from './events/event-consumers.js';
import { JetStreamPublisher } from './events/jetstream-publisher.js';
import { Replays } from './events/replays.js';
import { Topology } from './events/topology.js';
import { NatsHealth } from './health.js';
import { RpcClient } from './rpc/rpc-client.js';
import { RpcMetrics } from './rpc/rpc-metrics.js';
import { RpcServer } from './rpc/rpc-server.js';
import { Signals } from './signals.js';

const PARTS = [
  Topology,
  RpcClient,
  RpcServer,
  JetStreamPublisher,
  EventConsumers,
  NatsHealth,
  Replays,
  Signals,
];

/** Requests and events of a service. Global, so that it is the last module of its app to shut down. */
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule, MetricsModule],
      providers: [
        { provide: NatsConnectionHolder, useFactory: () => NatsConnectionHolder.connect(options) },
        ConsumerMetrics,
        RpcMetrics,
        ...PARTS,
      ],
      exports: [NatsConnectionHolder, ConsumerMetrics, ...PARTS],
    };
  }
}
