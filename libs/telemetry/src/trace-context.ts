import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace-node';

// Also where nothing is exported: the trace of a caller goes on to every service and event, and stands in the logs.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const propagator = new W3CTraceContextPropagator();
const ids = new RandomIdGenerator();

/** The context of a header `traceparent` (W3C); without a trace where it is missing or malformed. */
export const traceIn = (traceparent: string | undefined): Context =>
  propagator.extract(ROOT_CONTEXT, { traceparent }, defaultTextMapGetter);

/** The trace and the span of the current work. */
export const currentSpan = (): SpanContext | undefined => trace.getSpanContext(context.active());

/** The header `traceparent` for the next hop; undefined without a trace. */
export function currentTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagator.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier.traceparent;
}

/** A trace that nobody records: its id connects the log lines of one request. */
export const withNewTrace = (parent: Context): Context =>
  trace.setSpanContext(parent, {
    traceId: ids.generateTraceId(),
    spanId: ids.generateSpanId(),
    traceFlags: TraceFlags.NONE,
  });

/** Goes on with a trace that was stored with the work, for instance the launch of the campaign. */
export const inTrace = <T>(traceparent: string | null, work: () => T): T =>
  traceparent === null ? work() : context.with(traceIn(traceparent), work);

/** Goes on with the trace that a message of another system names, in the current context. A malformed header changes nothing. */
export function joinTrace<T>(traceparent: string | undefined, work: () => T): T {
  const span = trace.getSpanContext(traceIn(traceparent));
  return span === undefined ? work() : context.with(trace.setSpanContext(context.active(), span), work);
}

/** For work on behalf of several traces at once: none of them may pass for the cause of the others. */
export const outsideTraces = <T>(work: () => T): T => context.with(ROOT_CONTEXT, work);
