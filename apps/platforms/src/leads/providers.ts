import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (_config: PlatformsConfig): Provider[] => [];
export const providers: Provider[] = [];
export const controllers: Type[] = [];
