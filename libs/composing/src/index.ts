export * from './add-to-body.js';
export * from './choose-variant.js';
export * from './compose-message.js';
export { HtmlParser } from './html-parser.js';
export * from './message-text.js';
export * from './render-preview.js';
export * from './template-problem.js';
export type { TemplateTime } from './date-filters.js';
export { parseTemplate, renderTemplate, templateKindOf, type TemplateKind } from './templates.js';
