import type { Provider, Type } from '@nestjs/common';
import { EndpointSecrets } from './persistence/endpoint-secrets.js';
import { EndpointTargets } from './persistence/endpoint-targets.js';
import { Endpoints } from './persistence/endpoints.js';

export const clients: Provider[] = [];
export const repositories: Provider[] = [Endpoints, EndpointSecrets, EndpointTargets];
export const useCases: Provider[] = [];
export const schedules: Provider[] = [];
export const consumers: Provider[] = [];
export const controllers: Type[] = [];
