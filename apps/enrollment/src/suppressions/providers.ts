import { AddedSuppressions } from './persistence/added-suppressions.js';
import { Suppressions } from './persistence/suppressions.js';
import { SuppressionsController } from './transport/suppressions.controller.js';

export const repositories = [AddedSuppressions, Suppressions];
export const controllers = [SuppressionsController];
