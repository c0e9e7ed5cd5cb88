import { randomUUID } from 'node:crypto';
import { context, createContextKey, trace } from '@opentelemetry/api';
import { currentTraceparent, isTracing, traceIn, withNewTrace } from '#telemetry';

/** The identifiers that connect all work of one outside request, across services and events. */
export interface Correlation {
  /** The `X-Request-Id` of the caller; undefined outside of any request, such as in a schedule. */
  readonly requestId: string | undefined;
  /** W3C trace context of the current work; undefined outside of any trace. */
  readonly traceparent: string | undefined;
}

export const REQUEST_ID_HEADER = 'Nimbus-Request-Id';
const TRACEPARENT_HEADER = 'traceparent';
const REQUEST_ID = createContextKey(REQUEST_ID_HEADER);

/** The correlation that a caller sent; every field may be missing. */
export type IncomingCorrelation = Partial<Correlation>;

/** Runs `fn` within the trace of the caller. A missing request id is created, and so is a missing trace. */
export function withCorrelation<T>({ requestId, traceparent }: IncomingCorrelation, fn: () => T): T {
  const incoming = traceIn(traceparent);
  // With tracing on, the first span begins the trace, so that the sampler decides about it.
  const isTraced = isTracing() || trace.getSpanContext(incoming) !== undefined;
  const traced = isTraced ? incoming : withNewTrace(incoming);
  return context.with(traced.setValue(REQUEST_ID, requestId ?? randomUUID()), fn);
}

export function currentCorrelation(): Correlation {
  const requestId = context.active().getValue(REQUEST_ID);
  return {
    requestId: typeof requestId === 'string' ? requestId : undefined,
    traceparent: currentTraceparent(),
  };
}

/** The message headers that carry the current correlation to the next hop. */
export function correlationHeaders(): Record<string, string> {
  const { requestId, traceparent } = currentCorrelation();
  return {
    ...(requestId !== undefined && { [REQUEST_ID_HEADER]: requestId }),
    ...(traceparent !== undefined && { [TRACEPARENT_HEADER]: traceparent }),
  };
}

/** The correlation in the headers of a message; `get` answers an empty string for a header that is absent. */
export function correlationIn(headers: { get(name: string): string } | undefined): IncomingCorrelation {
  return {
    requestId: headers?.get(REQUEST_ID_HEADER) || undefined,
    traceparent: headers?.get(TRACEPARENT_HEADER) || undefined,
  };
}
