import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { MessagingModule, RpcServer, type MessagingOptions } from '#messaging';

export interface BootOptions extends Partial<MessagingOptions> {
  readonly url: string;
  readonly controllers?: Type[];
  /** Consumers, made by the test so that it can look into them. */
  readonly consumers?: object[];
  readonly logger?: LoggerService;
}

/** A service that is nothing but its messaging. */
export async function boot(options: BootOptions): Promise<INestApplication> {
  const { controllers = [], consumers = [], logger, ...messaging } = options;
  const module = await Test.createTestingModule({
    imports: [MessagingModule.forService({ service: 'tests', replicas: 1, ...messaging })],
    controllers,
    providers: consumers.map((useValue, index) => ({ provide: `consumer-${index}`, useValue })),
  }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: logger ?? false });
  app.connectMicroservice({ strategy: app.get(RpcServer) });
  await app.init();
  await app.startAllMicroservices();
  return app;
}
