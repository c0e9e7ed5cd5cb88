import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger as Pino } from 'pino';
import { currentCorrelation } from '#messaging';
import { currentSpan } from '#telemetry';
import { redactFields, redactText } from './redact.js';

export interface LoggerOptions {
  readonly service: string;
  readonly level: Level;
  /** Called for every line; returns its extra fields. By default the request and trace ids. */
  readonly mixin?: () => object;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** The logger of a process: JSON lines, one per event, with the request they belong to and without secrets. */
export const createLogger = ({
  service,
  level,
  mixin = correlationFields,
  destination,
}: LoggerOptions): JsonLogger =>
  new JsonLogger(
    pino(
      {
        level,
        base: { service },
        mixin,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }), log: (fields) => redactFields(fields) },
        serializers: { err: (error: unknown) => error },
      },
      destination ?? pino.destination({ fd: 1, sync: true }),
    ),
  );

/** `request_id`, `trace_id` and `span_id` of the current work; no field outside a request and a trace. */
function correlationFields(): { request_id?: string; trace_id?: string; span_id?: string } {
  const { requestId } = currentCorrelation();
  const span = currentSpan();
  return {
    ...(requestId !== undefined && { request_id: requestId }),
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
  };
}

/** Nest's logger on pino. Nest appends the context (the class that logs) as the last parameter. */
export class JsonLogger implements LoggerService {
  constructor(private readonly pino: Pino) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** The stack, where one is given, stands before the context. */
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.length > 0 ? rest.at(-1) : undefined;
    const details = rest.slice(0, -1).filter((detail) => detail !== undefined);
    const fields = {
      ...(typeof context === 'string' && { context }),
      ...detailFields(details),
      ...messageFields(message),
    };
    this.pino[level](fields, messageText(message));
  }
}

const messageText = (message: unknown): string | undefined => {
  if (message instanceof Error) return redactText(message.message);
  return typeof message === 'object' && message !== null ? undefined : redactText(String(message));
};

function messageFields(message: unknown): object {
  if (message instanceof Error) return { err: errorFields(message) };
  return typeof message === 'object' && message !== null ? message : {};
}

/** A lone string is the stack of an error, as Nest's own code passes it. */
function detailFields(details: readonly unknown[]): object {
  const [first, ...others] = details;
  if (first === undefined) return {};
  if (others.length > 0) return { details };
  if (first instanceof Error) return { err: errorFields(first) };
  return typeof first === 'string' ? { stack: first } : { details: first };
}

const errorFields = (error: Error): object => ({
  ...Object.fromEntries(Object.entries(error)),
  type: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause instanceof Error && { cause: errorFields(error.cause) }),
});
