import { Injectable, type Type } from '@nestjs/common';
import { PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { z } from 'zod';
import { IdOf } from '#contracts';
import { RefInPath } from '../auth/ref-in-path.js';
import { PathDomain } from '../http/path-domain.js';
import { PathId } from '../http/path-id.js';
import { ROUTE_SPEC, type Operation, type RouteSpec } from '../http/route.js';

/** A route of the API as its controller declares it, with the very schemas that validate its input. */
export interface DeclaredRoute extends RouteSpec {
  readonly operation: Operation;
  /** With parameters in braces, e.g. `/api/v1/campaigns/{id}`. */
  readonly path: string;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly params: readonly { readonly name: string; readonly schema: z.ZodType }[];
}

/** Nest's note of one parameter of a handler. */
interface Argument {
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
  readonly schema?: unknown;
}

/** Reads the documented routes from their controllers, so that no second list can fall behind them. */
@Injectable()
export class DeclaredRoutes {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly methods: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  list(): DeclaredRoute[] {
    return this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (isController(metatype) ? this.routesOf(metatype) : []));
  }

  private routesOf(controller: Type): DeclaredRoute[] {
    const prototype: object = controller.prototype;
    return this.methods.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function') return [];
      const spec: RouteSpec | undefined = this.reflector.get(ROUTE_SPEC, handler);
      if (spec?.operation === undefined) return [];
      const inputs = inputsOf(Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {});
      return [{ ...spec, ...inputs, operation: spec.operation, path: pathOf(controller, handler) }];
    });
  }
}

const isController = (metatype: unknown): metatype is Type => typeof metatype === 'function';

const pathOf = (controller: Type, handler: Function): string =>
  [controller, handler]
    .flatMap((part) => String(Reflect.getMetadata(PATH_METADATA, part)).split('/'))
    .filter((segment) => segment !== '')
    .map((segment) => `/${segment.replace(/^:(.*)$/, '{$1}')}`)
    .join('');

/** Nest keys an argument by its kind and its position, such as `3:1`. */
function inputsOf(args: Record<string, Argument>): Pick<DeclaredRoute, 'body' | 'query' | 'params'> {
  const ofKind = (kind: RouteParamtypes): Argument[] =>
    Object.entries(args).flatMap(([key, argument]) => (key.startsWith(`${kind}:`) ? [argument] : []));
  const schemaOf = (kind: RouteParamtypes): z.ZodType | undefined =>
    ofKind(kind).flatMap(({ schema }) => (schema instanceof z.ZodType ? [schema] : []))[0];
  return {
    body: schemaOf(RouteParamtypes.BODY),
    query: schemaOf(RouteParamtypes.QUERY),
    params: Object.values(args).flatMap(pathParameters),
  };
}

/** An id has the name that the handler gives it. */
const pathParameters = ({ data, pipes = [] }: Argument): DeclaredRoute['params'] =>
  [...pipes, data instanceof RefInPath ? data.pathId : undefined].flatMap((pipe): DeclaredRoute['params'] => {
    const name = typeof data === 'string' ? data : 'id';
    if (pipe instanceof PathDomain) return [{ name, schema: pipe.schema }];
    return pipe instanceof PathId ? [{ name, schema: IdOf(pipe.prefix) }] : [];
  });
