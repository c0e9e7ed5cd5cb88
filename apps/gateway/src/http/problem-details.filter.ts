import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { GatewayAdapter } from './gateway-adapter.js';
import { failureOf, INTERNAL_ERROR, NOTHING_HERE, type Failure } from './problem.js';
import { sendProblem } from './send-problem.js';

/** Refusals of Fastify and Nest, by status. */
const REFUSALS: Readonly<Record<number, Failure>> = {
  400: { status: 400, code: 'malformed_json', detail: 'the body is not complete' },
  414: { status: 414, code: 'uri_too_long', detail: 'the address has more than 8,000 characters' },
  415: { status: 415, code: 'unsupported_media_type', detail: 'a body must be application/json' },
};

/** Answers every error as RFC 9457 says. An unexpected error is logged here, once, and masked. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly adapter: GatewayAdapter) {}

  catch(error: unknown, context: ArgumentsHost): void {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const failure = this.expected(error, request) ?? this.bug(error, request);

    const reply = http.getResponse<FastifyReply>();
    if (!reply.sent) sendProblem(reply, failure);
  }

  private expected(error: unknown, request: FastifyRequest): Failure | undefined {
    if (error instanceof DomainError) return failureOf(error);
    if (wasCutOff(error)) return REFUSALS[400];
    if (!(error instanceof HttpException)) return undefined;
    const status = error.getStatus();
    if (status === 413) return tooLarge(request.routeOptions.bodyLimit);
    return status === 404 ? this.unknownRoute(request) : REFUSALS[status];
  }

  private unknownRoute({ method, url }: FastifyRequest): Failure {
    const allowed = this.adapter.allowedMethods(url);
    if (allowed.length === 0) return NOTHING_HERE;
    return {
      status: 405,
      code: 'method_not_allowed',
      detail: `${method} is not possible at this address`,
      headers: { allow: allowed.join(', ') },
    };
  }

  /** By the route where the path holds a token. */
  private bug(error: unknown, { method, url, routeOptions }: FastifyRequest): Failure {
    const stack = error instanceof Error ? error.stack : String(error);
    const route = routeOptions.url ?? '';
    this.logger.error(`${method} ${route.includes(':token') ? route : url.split('?')[0]} failed`, stack);
    return INTERNAL_ERROR;
  }
}

const tooLarge = (bytes: number): Failure => ({
  status: 413,
  code: 'payload_too_large',
  detail: `the body may have at most ${sizeOf(bytes)}`,
});

/** Every limit is a round number of one or the other. */
const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${bytes / 1_000} kB` : `${bytes / 1_000_000} MB`;

/** The caller hung up while sending the body: this is no bug, and nobody reads the response. */
const wasCutOff = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET' && error.message === 'aborted';
