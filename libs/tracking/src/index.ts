export * from './send-token.js';
export * from './tracking-links.js';
export type { TrackedMessage } from './tracking-token.js';
export * from './unsubscribe-page.js';
export * from './warmup-token.js';
