import type { Provider, Type } from '@nestjs/common';

export const clients: Provider[] = [];
export const repositories: Provider[] = [];
export const useCases: Provider[] = [];
export const schedules: Provider[] = [];
export const consumers: Provider[] = [];
export const controllers: Type[] = [];
