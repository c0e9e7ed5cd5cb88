export * from './choose-variant.js';
export { compose, type ComposeTask, type Composition } from './compose-task.js';
export { templateScope, type ComposedMessage } from './compose-message.js';
export type { TemplateTime } from './date-filters.js';
export { HtmlParser } from './html-parser.js';
export * from './message-text.js';
export type { CheckTask } from './template-task.js';
export { REQUEST_LIMITS, TemplateWorkers, type Composed } from './template-workers.js';
export { templateKindOf } from './templates.js';
