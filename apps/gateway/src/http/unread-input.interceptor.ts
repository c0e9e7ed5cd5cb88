import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { validationError, type FieldError } from '#kernel';
import { ROUTE_SPEC } from './route.js';

/**
 * Refuses parameters and fields of a body on the routes of the API that take none: a caller who adds `?dry_run=true` or
 * `{"dry_run": true}` to a launch has to hear that there is no such thing. Open pixels and pages take whatever clients and
 * proxies add.
 */
@Injectable()
export class UnreadInputInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    const isRead = readsIn(context);
    const errors = [
      ...(isRead(RouteParamtypes.QUERY) ? [] : unknownIn(query, 'parameter')),
      ...(isRead(RouteParamtypes.BODY) ? [] : unknownIn(body, 'field')),
    ];
    if (errors.length > 0 && this.isDocumented(context)) throw validationError(errors);
    return next.handle();
  }

  private isDocumented(context: ExecutionContext): boolean {
    return this.reflector.get(ROUTE_SPEC, context.getHandler())?.operation !== undefined;
  }
}

/** Whether the handler takes input of a kind. Nest keys its parameters by their kind and position, such as `3:1`. */
function readsIn(context: ExecutionContext): (kind: RouteParamtypes) => boolean {
  const name = context.getHandler().name;
  const inputs: object = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), name) ?? {};
  return (kind) => Object.keys(inputs).some((key) => key.startsWith(`${kind}:`));
}

function unknownIn(input: unknown, what: 'parameter' | 'field'): FieldError[] {
  if (input === undefined || input === null) return [];
  if (typeof input !== 'object' || Array.isArray(input)) return [NO_BODY];
  return Object.keys(input).map((field) => ({
    field,
    code: 'unknown_field',
    message: `is not a ${what} of this; it has none`,
  }));
}

const NO_BODY: FieldError = { field: '', code: 'invalid_type', message: 'must be empty: this takes no body' };
