export * from './add-to-body.js';
export * from './choose-variant.js';
export * from './compose-message.js';
export * from './copy.js';
export * from './opening.js';
export * from './render-noting.js';
export * from './template-problem.js';
export * from './templates.js';
