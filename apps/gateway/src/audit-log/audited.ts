import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { concatMap, type Observable } from 'rxjs';
import { z } from 'zod';
import type { AuditAction } from '#contracts';
import { Clock } from '#kernel';
import { callerOf } from '../auth/caller.js';
import { AuditLog, type AuditEntry } from './audit-log.js';
import { authorIn } from './author.js';

interface Audited {
  readonly action: AuditAction;
  /** The body says what was changed. Not for bodies with secrets. */
  readonly keepsBody?: true;
}

/** Declares that a request to a route is kept in the audit trail once it has succeeded. For changes that other services own. */
export const Audited = Reflector.createDecorator<Audited>();

type Request = FastifyRequest<{ Params: { readonly id?: string } }>;

/** Adds the entry of a route with `@Audited`. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger('AuditLog');

  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const audited = this.reflector.get(Audited, context.getHandler());
    if (audited === undefined) return next.handle();
    return next
      .handle()
      .pipe(concatMap((answer) => this.added(this.entry(audited, context, answer), answer)));
  }

  /** The change has happened elsewhere, so a failure must not make it look undone: the log of the service has the entry then. */
  private async added(entry: AuditEntry, answer: unknown): Promise<unknown> {
    try {
      await this.log.add(entry);
    } catch (error) {
      this.logger.error(`an entry of the audit trail is lost: ${JSON.stringify(entry)}`, error);
    }
    return answer;
  }

  private entry({ action, keepsBody }: Audited, context: ExecutionContext, answer: unknown): AuditEntry {
    const request = context.switchToHttp().getRequest<Request>();
    const id = request.params.id ?? createdId(answer);
    const [type = ''] = action.split('.');
    return {
      workspaceId: callerOf(request).workspaceId,
      action,
      author: authorIn(context),
      target: id === undefined ? null : { type: type === 'export' ? 'campaign' : type, id },
      at: this.clock.now(),
      ...(keepsBody && { details: { ...Object(request.body) } }),
    };
  }
}

/** The id of what a route without an id in its path has created. */
const createdId = (answer: unknown): string | undefined => Created.safeParse(answer).data?.id;

const Created = z.object({ id: z.string() });
