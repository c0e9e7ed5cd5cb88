import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** `Metrics`, one per application: whichever module imports it, Nest makes it once. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
