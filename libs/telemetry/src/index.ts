export { SpanKind } from '@opentelemetry/api';
export * from './metrics.js';
export * from './metrics-listener.js';
export * from './metrics.module.js';
export * from './trace-context.js';
export * from './tracing.js';
