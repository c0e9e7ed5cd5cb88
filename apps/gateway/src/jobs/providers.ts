import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.js';

export const controllers = [JobsController];
export const providers = [Jobs];
