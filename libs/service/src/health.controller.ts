import { setTimeout as pause } from 'node:timers/promises';
import {
  Controller,
  Get,
  HttpStatus,
  Inject,
  Logger,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';

/** A dependency that this process needs. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects with the reason when the dependency does not work. */
  check(): Promise<void>;
}

export const HEALTH_CHECKS = Symbol('HealthChecks');
const CHECK_TIMEOUT_MS = 3_000;

/** The states of all checks, with the status of the response. */
interface Readiness {
  readonly status: number;
  readonly states: unknown;
}

@Controller('health')
export class HealthController {
  private readonly logger = new Logger('Health');
  private readonly down = new Set<string>();
  private looking: Promise<Readiness> | undefined;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[],
  ) {}

  /** Answers while the event loop runs. It checks no dependency, because a restart of this process repairs no database. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * 200 when every check passes, 503 with the state of each otherwise. Anybody may ask, and each look is a statement and a
   * request for each stream: those who ask during a look get its answer.
   */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    this.looking ??= this.look().finally(() => (this.looking = undefined));
    const { status, states } = await this.looking;
    reply.status(status);
    return states;
  }

  private async look(): Promise<Readiness> {
    try {
      const states = await this.health.check(this.checks.map((check) => () => this.stateOf(check)));
      return { status: HttpStatus.OK, states };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      // Answered here, because an application's own error format would drop the states.
      return { status: error.getStatus(), states: error.getResponse() };
    }
  }

  /** The reason is only logged, because it names hosts and users. */
  private async stateOf(check: HealthCheck): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(check.name);
    try {
      await withinTimeout(check.check());
    } catch (error) {
      if (!this.down.has(check.name)) this.logger.warn(`${check.name} is down: ${String(error)}`);
      this.down.add(check.name);
      return indicator.down();
    }
    if (this.down.delete(check.name)) this.logger.log(`${check.name} is up again`);
    return indicator.up();
  }
}

async function withinTimeout(checking: Promise<void>): Promise<void> {
  const timeout = pause(CHECK_TIMEOUT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`);
  });
  await Promise.race([checking, timeout]);
}
