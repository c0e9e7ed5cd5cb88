import { Module, type DynamicModule, type ModuleMetadata, type Type } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from './health.controller.js';

/** `GET /health/live` and `GET /health/ready`. */
@Module({})
export class HealthModule {
  /** `checks` are providers of global modules, or of the modules in `imports`. */
  static forChecks(
    checks: readonly Type<HealthCheck>[],
    { imports = [] }: Pick<ModuleMetadata, 'imports'> = {},
  ): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [
        {
          provide: HEALTH_CHECKS,
          useFactory: (...instances: HealthCheck[]) => instances,
          inject: [...checks],
        },
      ],
    };
  }
}
