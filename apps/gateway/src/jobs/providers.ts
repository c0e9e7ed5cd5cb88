import { Jobs } from './jobs.js';
import { JobsController } from './jobs.controller.js';

export const controllers = [JobsController];
export const providers = [Jobs];
