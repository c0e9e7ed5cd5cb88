import { Suppressions } from './persistence/suppressions.js';
import { SuppressionsController } from './transport/suppressions.controller.js';

export const repositories = [Suppressions];
export const controllers = [SuppressionsController];
