import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { childTraceparent } from './traceparent.js';

/** The identifiers that connect all work of one outside request, across services and events. */
export interface Correlation {
  /** The `X-Request-Id` of the caller. */
  readonly requestId: string;
  /** W3C trace context of the current work: its own span of the caller's trace. */
  readonly traceparent: string;
}

const REQUEST_ID_HEADER = 'Nimbus-Request-Id';
const TRACEPARENT_HEADER = 'traceparent';

/** The correlation that a caller sent; every field may be missing. */
export interface IncomingCorrelation {
  readonly requestId?: string | undefined;
  readonly traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<Correlation>();

/** Runs `fn` as a child span of the incoming trace. A missing request id or trace is created. */
export const withCorrelation = <T>(incoming: IncomingCorrelation, fn: () => T): T =>
  storage.run(
    {
      requestId: incoming.requestId ?? randomUUID(),
      traceparent: childTraceparent(incoming.traceparent),
    },
    fn,
  );

/** Undefined outside of any request, e.g. in a schedule. */
export const currentCorrelation = (): Correlation | undefined => storage.getStore();

/** The message headers that carry the current correlation to the next hop. */
export function correlationHeaders(): Record<string, string> {
  const current = currentCorrelation();
  if (current === undefined) return {};
  return { [REQUEST_ID_HEADER]: current.requestId, [TRACEPARENT_HEADER]: current.traceparent };
}

/** The correlation in the headers of a message; `get` answers an empty string for a header that is absent. */
export function correlationIn(headers: { get(name: string): string } | undefined): IncomingCorrelation {
  return {
    requestId: headers?.get(REQUEST_ID_HEADER) || undefined,
    traceparent: headers?.get(TRACEPARENT_HEADER) || undefined,
  };
}
