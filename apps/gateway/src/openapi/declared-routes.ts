import { HttpStatus, Injectable, RequestMethod, type Type } from '@nestjs/common';
import {
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { IdOf } from '#contracts';
import { z } from 'zod';
import { accessOf, type Access } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';

/** What a controller itself says of a route: the very schemas that validate, and the scope that is checked. */
export interface DeclaredRoute {
  readonly method: string;
  /** With parameters in braces, e.g. `/api/v1/campaigns/{id}`. */
  readonly path: string;
  readonly status: number;
  readonly access: Access;
  readonly body: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly params: readonly { readonly name: string; readonly schema: z.ZodType }[];
}

/** How Nest notes one parameter of a handler. */
interface Argument {
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
  readonly schema?: unknown;
}

const API = '/api/v1/';

/** Reads the routes of the API from its controllers, so that no second list of schemas can fall behind them. */
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
      .flatMap(({ metatype }) => (isController(metatype) ? this.routesOf(metatype) : []))
      .filter(({ path }) => path.startsWith(API));
  }

  private routesOf(controller: Type): DeclaredRoute[] {
    const prototype: object = controller.prototype;
    return this.methods.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      const isRoute = typeof handler === 'function' && Reflect.hasMetadata(PATH_METADATA, handler);
      return isRoute ? [this.route(controller, name, handler)] : [];
    });
  }

  private route(controller: Type, name: string, handler: Function): DeclaredRoute {
    const method = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))] ?? '';
    const args = argumentsOf(controller, name);
    return {
      method,
      path: pathOf(controller, handler),
      status: statusOf(handler, method),
      access: accessOf(this.reflector, handler, controller) ?? { to: 'everybody' },
      body: schemaOf(args, RouteParamtypes.BODY),
      query: schemaOf(args, RouteParamtypes.QUERY),
      params: argumentsOfKind(args, RouteParamtypes.PARAM).map(pathParameter),
    };
  }
}

const isController = (metatype: unknown): metatype is Type => typeof metatype === 'function';

const pathOf = (controller: Type, handler: Function): string =>
  [controller, handler]
    .flatMap((part) => String(Reflect.getMetadata(PATH_METADATA, part)).split('/'))
    .filter((segment) => segment !== '')
    .map((segment) => `/${segment.replace(/^:(.*)$/, '{$1}')}`)
    .join('');

function statusOf(handler: Function, method: string): number {
  const declared: unknown = Reflect.getMetadata(HTTP_CODE_METADATA, handler);
  if (typeof declared === 'number') return declared;
  return method === 'POST' ? HttpStatus.CREATED : HttpStatus.OK;
}

/** Nest keys an argument by its kind and its place, such as `3:1`. */
const argumentsOf = (controller: Type, handler: string): Record<string, Argument> =>
  Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {};

const argumentsOfKind = (args: Record<string, Argument>, kind: RouteParamtypes): Argument[] =>
  Object.entries(args)
    .filter(([key]) => key.startsWith(`${kind}:`))
    .map(([, argument]) => argument);

function schemaOf(args: Record<string, Argument>, kind: RouteParamtypes): z.ZodType | undefined {
  const [schema] = argumentsOfKind(args, kind).flatMap(({ schema }) => schema ?? []);
  return schema instanceof z.ZodType ? schema : undefined;
}

function pathParameter({ data, pipes = [] }: Argument): DeclaredRoute['params'][number] {
  const pipe = pipes.find((candidate) => candidate instanceof PathId);
  return { name: String(data), schema: pipe === undefined ? z.string() : IdOf(pipe.prefix) };
}
