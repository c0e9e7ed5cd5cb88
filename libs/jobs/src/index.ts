export { JobTables1795910400000 } from './job-tables.js';
export { jobView } from './job-view.js';
export { JobWorker, provideJobs } from './job-worker.js';
export { Jobs, type Job, type JobType, type StorePart } from './jobs.js';
