import { provideJobs } from '#jobs';
import { ExportJobs } from './persistence/export-jobs.js';
import { ExportSchedule } from './transport/export.schedule.js';
import { ExportsController } from './transport/exports.controller.js';
import { WriteExport } from './use-cases/write-export.js';

export const repositories = [ExportJobs];
export const useCases = provideJobs(WriteExport);
export const schedules = [ExportSchedule];
export const controllers = [ExportsController];
