import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import type { RequestContract } from '#contracts';
import type { Scope } from '../auth/scopes.js';
import type { AddressClass } from '../rate-limits/address-limits.js';
import type { LimitClass } from '../rate-limits/rate-limits.js';

/** The access to a route: for a token with all of the scopes, the operator, a user with a session, or everybody. */
export type Access = readonly Scope[] | 'operator' | 'session' | 'everybody';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Limits {
  /** Further limits that the requests of this route count against. */
  readonly limits?: LimitClass;
  /** Bytes that a body of this route may have, where that differs from the default. */
  readonly bodyLimit?: number;
  /** The limit of each network address, for a route that needs no caller; `by_handler` where a refusal must not be seen. */
  readonly perAddress?: AddressClass | 'by_handler';
  /** The route is served on the tracking domains of customers too, where nothing else is. */
  readonly onEveryHost?: true;
  /** A body of any media type, or none, is taken as text; more of it than the route reads is left. */
  readonly anyBody?: true;
  /** A body of any media type is taken as text, as it is, up to `bodyLimit`. */
  readonly textBody?: true;
  /** A success shows a secret, such as a new API key: it is neither kept for an `Idempotency-Key` nor compressed. */
  readonly showsSecret?: true;
}

/** An operation of the API, as the OpenAPI document describes it. */
export interface Operation {
  /** The name of the method in generated clients: it stays when the handler is renamed. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** The request to a service that this route forwards: it gives `response` and `refusals`. */
  readonly contract?: RequestContract;
  /** The body of the response; null for none. It overrides the one of `contract`. */
  readonly response?: z.ZodType | null;
  /** Response bodies in other media types, each with an example. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The response is a stream of server-sent events that begins like this example. */
  readonly eventStream?: string;
  /** The body of a 202: the work continues in the background. */
  readonly accepted?: z.ZodType;
  /** Problem codes of this route, beside those of `contract` and those that every route may answer. */
  readonly refusals?: readonly string[];
  /** The route counts its requests itself, because it has no caller yet. */
  readonly countsItself?: true;
  readonly examples?: {
    readonly request?: unknown;
    readonly response?: unknown;
    readonly accepted?: unknown;
  };
}

type RouteOptions = Limits & {
  readonly access: Access;
  /** 200 unless it says otherwise, and 204 without a response. */
  readonly status?: number;
} & (Operation | { readonly undocumented: true });

/** All that the gateway knows about a route, beside the schemas of its handler's parameters. */
export interface RouteSpec {
  readonly method: Method;
  readonly access: Access;
  readonly limits: LimitClass | undefined;
  readonly status: number;
  readonly operation: Operation | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig extends Limits {
    readonly access?: Access;
    /** The route reads and writes the rows of its caller's workspace, under row-level security. */
    inWorkspace?: boolean;
  }
}

/** The path of the probes, which belong to every service and are not declared with `@Route`. */
export const PROBES = 'health';

export const isProbe = (url: string | undefined): boolean => url?.startsWith(`/${PROBES}/`) === true;

export const ROUTE_SPEC = Reflector.createDecorator<RouteSpec>();

/** Declares a route: its address, who may use it, how it is counted, and how the document describes it. */
export function Route(method: Method, path: string, options: RouteOptions): MethodDecorator {
  const { access, limits } = options;
  const operation = 'undocumented' in options ? undefined : options;
  const status = options.status ?? (operation?.response === null ? 204 : 200);
  return applyDecorators(
    RequestMapping({ method: RequestMethod[method], path }),
    HttpCode(status),
    RouteConfig({
      access,
      inWorkspace: typeof access !== 'string',
      ...limitsIn(options),
      ...marksIn(options),
    }),
    ROUTE_SPEC({ method, access, limits, status, operation }),
  );
}

const limitsIn = ({ limits, bodyLimit, perAddress }: Limits): Limits => ({
  ...(limits !== undefined && { limits }),
  ...(bodyLimit !== undefined && { bodyLimit }),
  ...(perAddress !== undefined && { perAddress }),
});

const marksIn = ({ onEveryHost, anyBody, textBody, showsSecret }: Limits): Limits => ({
  ...(onEveryHost !== undefined && { onEveryHost }),
  ...(anyBody !== undefined && { anyBody }),
  ...(textBody !== undefined && { textBody }),
  ...(showsSecret !== undefined && { showsSecret }),
});
