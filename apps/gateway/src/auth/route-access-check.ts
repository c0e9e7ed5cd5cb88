import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PROBES, ROUTE_SPEC } from '../http/route.js';

/** The key of the path in Nest's metadata of handlers and controllers. */
const PATH_METADATA = 'path';

/** Refuses to start when a handler was not declared with `@Route`, which says who may use it. */
@Injectable()
export class RouteAccessCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly methods: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => (typeof metatype === 'function' ? this.undeclaredRoutes(metatype) : []));
    if (undeclared.length > 0) throw new Error(`routes without declared access: ${undeclared.join(', ')}`);
  }

  private undeclaredRoutes(controller: Function): string[] {
    if (Reflect.getMetadata(PATH_METADATA, controller) === PROBES) return [];
    const prototype: object = controller.prototype;
    return this.methods
      .getAllMethodNames(prototype)
      .filter((name) => {
        const handler: unknown = Reflect.get(prototype, name);
        if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) return false;
        return this.reflector.get(ROUTE_SPEC, handler) === undefined;
      })
      .map((name) => `${controller.name}.${name}`);
  }
}
