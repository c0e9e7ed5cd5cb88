import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { CursorSigner } from './cursor-signer.js';

/**
 * Gives every cursor out signed, and takes it back only where it was given out. A service sees where a page begins and
 * cannot see whose list that was: unsealed, the cursor of another campaign would begin a page somewhere in the middle.
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

  /** Before validation, which then sees what the service will. */
  private verify(input: unknown, list: string): void {
    if (!isObject(input) || typeof input['cursor'] !== 'string') return;
    input['cursor'] = this.signer.verify(input['cursor'], list);
  }

  private signed(answer: unknown, list: string): unknown {
    if (!isObject(answer) || typeof answer['next_cursor'] !== 'string') return answer;
    return { ...answer, next_cursor: this.signer.sign(answer['next_cursor'], list) };
  }
}

/** One workspace's list at one address; undefined where nobody is known, and so nothing is listed. */
const listOf = ({ caller, url }: FastifyRequest): string | undefined =>
  caller && `${caller.workspaceId} ${url.split('?')[0]?.replace(/\/$/, '')}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
