import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type OnModuleInit,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { of, type Observable } from 'rxjs';
import { Clock, DomainError } from '#kernel';
import type { Caller } from '../auth/caller.js';
import { GatewayAdapter } from '../http/gateway-adapter.js';
import { decryptResponse, encryptResponse } from './encrypted-response.js';
import { IdempotencyRecords, type Claim, type StoredResponse } from './idempotency-records.js';
import { claimOf, isRepeatable } from './repeatable-request.js';

type Repeatable =
  { readonly key: string; readonly claim: Claim } | { readonly key: string; readonly answer: StoredResponse };

declare module 'fastify' {
  interface FastifyRequest {
    /** For a request with an `Idempotency-Key`: its claim if it runs, the first response if it does not. */
    repeatable?: Repeatable;
  }
}

/**
 * Runs a POST with an `Idempotency-Key` once, and repeats its response. It runs after the check of the scopes, so that a
 * caller without access never gets a stored response, and before validation, so that a 400 is repeated too.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor, OnModuleInit {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly adapter: GatewayAdapter,
    private readonly records: IdempotencyRecords,
    private readonly clock: Clock,
  ) {}

  /** The response is final in `onSend`, from a route and from the filter of errors alike. */
  onModuleInit(): void {
    this.adapter
      .getInstance()
      .addHook('onSend', (request, reply, payload) => this.finish(request, reply, payload));
  }

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const { caller } = request;
    if (caller === undefined || key === undefined || !isRepeatable(request)) return next.handle();

    return this.once(String(key), request, caller, next);
  }

  private async once(
    key: string,
    request: FastifyRequest,
    caller: Caller,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    request.repeatable = await this.claim(key, request, caller);
    return 'answer' in request.repeatable ? of(null) : next.handle();
  }

  private async claim(key: string, request: FastifyRequest, caller: Caller): Promise<Repeatable> {
    const claim = claimOf(request, caller, key);
    const claimed = await this.records.claim(claim, this.clock.now());
    switch (claimed.state) {
      case 'claimed':
        return { key, claim };
      case 'answered':
        return { key, answer: claimed.answer };
      case 'not_kept':
        throw new DomainError('conflict', 'idempotency_answer_not_kept', notKept(claimed.status));
      case 'running':
        throw new DomainError('conflict', 'idempotency_in_progress', 'the first request is still running');
      case 'other_request':
        throw new DomainError(
          'rejected',
          'idempotency_key_reused',
          'this Idempotency-Key belongs to another request',
        );
    }
  }

  private async finish(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    const { repeatable } = request;
    if (repeatable === undefined) return payload;
    if ('answer' in repeatable) return repeat(repeatable.answer, repeatable.key, reply);

    await this.settle(repeatable, reply, payload, request.routeOptions.config.showsSecret === true);
    return payload;
  }

  /** The caller gets the response even when it cannot be stored; the key is free again when its claim expires. */
  private async settle(
    { key, claim }: { readonly key: string; readonly claim: Claim },
    reply: FastifyReply,
    payload: unknown,
    showsSecret: boolean,
  ): Promise<void> {
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : undefined;
    try {
      if (reply.statusCode >= 500) return await this.records.release(claim);
      const mediaType = String(reply.getHeader('content-type') ?? '');
      const answer = { status: reply.statusCode, mediaType, body: encryptResponse(body ?? '', key) };
      const keep = !showsSecret || reply.statusCode >= 400;
      await this.records.store(claim, answer, { keep, now: this.clock.now() });
    } catch (error) {
      this.logger.error('the answer to a request with an Idempotency-Key could not be stored', error);
    }
  }
}

function repeat(
  { status, mediaType, body }: StoredResponse,
  key: string,
  reply: FastifyReply,
): Buffer | null {
  void reply.code(status).header('idempotent-replayed', 'true');
  const answer = decryptResponse(body, key);
  if (mediaType !== '') void reply.type(mediaType);
  else void reply.removeHeader('content-type');
  return answer.length > 0 ? answer : null;
}

const notKept = (status: number): string =>
  `the first request with this Idempotency-Key is over with ${status}; its answer showed a secret or was too large to keep`;
