import { ExportReader } from './export-reader.js';
import { ExportsController } from './exports.controller.js';

export const controllers = [ExportsController];
export const providers = [ExportReader];
