import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { validationError, type FieldError } from '#kernel';
import { ROUTE_SPEC } from './route.js';

/**
 * Refuses parameters on the routes of the API that take none: a caller who adds `?dry_run=true` to a launch has to hear
 * that there is no such thing. Open pixels and pages take whatever clients and proxies add.
 */
@Injectable()
export class NoParametersInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = Object.keys(Object(query));
    if (given.length > 0 && this.takesNone(context)) throw validationError(given.map(unknownParameter));
    return next.handle();
  }

  private takesNone(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.get(ROUTE_SPEC, handler)?.operation === undefined) return false;
    const inputs: object = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {};
    return !Object.keys(inputs).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  }
}

const unknownParameter = (field: string): FieldError => ({
  field,
  code: 'unknown_field',
  message: 'is not a parameter of this; it has none',
});
