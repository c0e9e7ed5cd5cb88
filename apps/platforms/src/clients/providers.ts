import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';
import { CLIENTS_OPTIONS, clientsOptionsOf } from './clients-config.js';
import { PlatformCalls } from './platform-calls.js';
import { TokenBucket } from './token-bucket.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (config: PlatformsConfig): Provider[] => [
  { provide: CLIENTS_OPTIONS, useValue: clientsOptionsOf(config) },
];
export const providers: Provider[] = [PlatformCalls, TokenBucket];
export const controllers: Type[] = [];
