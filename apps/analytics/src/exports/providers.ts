import { provideJobs } from '#jobs';
import { SendLog } from './clients/send-log.js';
import { ExportJobs } from './persistence/export-jobs.js';
import { ExportSchedule } from './transport/export.schedule.js';
import { ExportsController } from './transport/exports.controller.js';
import { ReadExport } from './use-cases/read-export.js';
import { StartExport } from './use-cases/start-export.js';
import { WriteExport } from './use-cases/write-export.js';

export const clients = [SendLog];
export const repositories = [ExportJobs];
export const useCases = [ReadExport, StartExport, ...provideJobs(WriteExport)];
export const schedules = [ExportSchedule];
export const controllers = [ExportsController];
