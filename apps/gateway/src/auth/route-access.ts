import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Scope } from '../domain/scopes.js';

/** Who may use a route: a key with the scope, whoever holds the operator's token, or everybody. */
export type Access =
  | { readonly to: 'scope'; readonly scope: Scope }
  | { readonly to: 'operator' }
  | { readonly to: 'everybody' };

const ACCESS = Reflector.createDecorator<Access>();

export const NeedsScope = (scope: Scope) => ACCESS({ to: 'scope', scope });
export const OnlyOperator = () => ACCESS({ to: 'operator' });
export const OpenToEverybody = () => ACCESS({ to: 'everybody' });

/** Under which Nest keeps the path of a route on its handler and its controller. */
const PATH_METADATA = 'path';
/** The probes belong to every service alike and know nothing of our access. */
const PROBES = 'health';

/** What a handler, or else its controller, declares; undefined when somebody forgot. */
export function accessOf(reflector: Reflector, handler: Function, controller: Function): Access | undefined {
  if (Reflect.getMetadata(PATH_METADATA, controller) === PROBES) return { to: 'everybody' };
  return reflector.getAllAndOverride<Access | undefined>(ACCESS.KEY, [handler, controller]);
}

/** Refuses to start when somebody forgot to say who may use a route. */
@Injectable()
export class RouteAccessCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly methods: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const forgotten = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? this.undeclaredRoutes(metatype) : []));
    if (forgotten.length > 0) throw new Error(`routes without declared access: ${forgotten.join(', ')}`);
  }

  private undeclaredRoutes(controller: Function): string[] {
    const prototype: object = controller.prototype;
    return this.methods
      .getAllMethodNames(prototype)
      .filter((name) => {
        const handler: unknown = Reflect.get(prototype, name);
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) return false;
        return accessOf(this.reflector, handler, controller) === undefined;
      })
      .map((name) => `${controller.name}.${name}`);
  }
}
