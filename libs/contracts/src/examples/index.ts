export * from './audience.js';
export * from './campaigns.js';
export { IDS } from './ids.js';
export * from './jobs.js';
export * from './people.js';
export * from './replies.js';
export * from './results.js';
export * from './sending.js';
export * from './workspaces.js';
