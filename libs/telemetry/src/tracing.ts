import { Logger } from '@nestjs/common';
import { SpanStatusCode, trace, type Link, type Span, type SpanOptions } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { traceIn } from './trace-context.js';

/** A collector that does not answer must not keep a process from ending. */
const EXPORT_TIMEOUT_MS = 2_000;

const logger = new Logger('Tracing');

let provider: NodeTracerProvider | undefined;

/** Whether spans are recorded. Without it a span costs one comparison. */
export const isTracing = (): boolean => provider !== undefined;

/**
 * Records the spans of this process and sends them to the collector at `endpoint`, as OTLP in JSON, under the name of the
 * service. The SDK reads the sampler from OTEL_TRACES_SAMPLER. Resolves with what sends the last spans and stops.
 */
export async function startTracing(service: string, endpoint: string): Promise<() => Promise<void>> {
  // Loaded only here: a process without tracing neither waits for it nor keeps it in memory.
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  const started = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `nimbus-${service}` }),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  trace.setGlobalTracerProvider(started);
  provider = started;
  return async () => {
    provider = undefined;
    trace.disable();
    try {
      await started.shutdown();
    } catch (error) {
      logger.warn(`the last spans are lost: ${String(error)}`);
    }
  };
}

export interface SpanDescription extends Pick<SpanOptions, 'kind' | 'attributes' | 'links'> {
  /** The service that does the work: several may share a process. */
  readonly service: string;
  /** Few names: no id, no address. */
  readonly name: string;
}

/**
 * Runs `work` as a span of the current trace. A failure is marked with the kind of the error alone: its message may name
 * addresses.
 */
export async function inSpan<T>(description: SpanDescription, work: () => Promise<T>): Promise<T> {
  if (provider === undefined) return work();
  const { service, name, ...options } = description;
  return trace.getTracer(service).startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error instanceof Error ? error.name : 'error');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span that the caller ends, for work that ends in a callback: `work` runs within it. */
export function withSpan(description: SpanDescription, work: (span: Span | undefined) => void): void {
  if (provider === undefined) return work(undefined);
  const { service, name, ...options } = description;
  return trace.getTracer(service).startActiveSpan(name, options, work);
}

/** Marks a span as failed. */
export const fail = (span: Span, reason: string): void => {
  span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
};

/** Links to the spans that several messages come from, each once. */
export function linksTo(traceparents: readonly (string | undefined)[]): Link[] {
  if (!isTracing()) return [];
  const spans = [...new Set(traceparents)].map((header) => trace.getSpanContext(traceIn(header)));
  return spans.filter((span) => span !== undefined).map((span) => ({ context: span }));
}
