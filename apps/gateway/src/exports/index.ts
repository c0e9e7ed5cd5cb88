export { exportFile } from './export-file.js';
export { ExportReader } from './export-reader.js';
