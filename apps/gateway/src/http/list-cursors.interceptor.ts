import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { CursorSigner } from './cursor-signer.js';

/**
 * Signs every cursor for its list, and accepts it only there. A service sees the position in a cursor but not its list:
 * unsigned, the cursor of another campaign would start a page somewhere in the middle.
 */
@Injectable()
export class ListCursorsInterceptor implements NestInterceptor {
  constructor(private readonly signer: CursorSigner) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const list = listOf(request);
    if (list === undefined) return next.handle();

    for (const input of [request.query, request.body]) this.verify(input, list);
    return next.handle().pipe(map((answer) => this.signed(answer, list)));
  }

  /** Runs before validation, so that validation sees the cursor of the service. */
  private verify(input: unknown, list: string): void {
    if (!isObject(input) || typeof input['cursor'] !== 'string') return;
    input['cursor'] = this.signer.verify(input['cursor'], list);
  }

  private signed(answer: unknown, list: string): unknown {
    if (!isObject(answer) || typeof answer['next_cursor'] !== 'string') return answer;
    return { ...answer, next_cursor: this.signer.sign(answer['next_cursor'], list) };
  }
}

/** The list of a workspace at an address; undefined without a caller, who has no lists. */
const listOf = ({ caller, url }: FastifyRequest): string | undefined =>
  caller && `${caller.workspaceId} ${url.split('?')[0]?.replace(/\/$/, '')}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
