import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '#kernel';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { throttle } from '../rate-limits/throttle.js';
import type { Person } from './caller.js';

/** Tries a minute: somebody who holds a stolen access token must not find out the password with it. */
const TRIES = 5;

/** Counts the requests in which a person, who is logged in, shows a password or a code. */
@Injectable()
export class SecretTries {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  /** @throws `rate_limited` */
  async count({ userId }: Person, reply: FastifyReply): Promise<void> {
    if (this.limits.state === 'off') return;
    const name = `secret:${userId}`;
    const count = await this.limiter.count([{ name, limit: 'user_secrets', perMinute: TRIES }]);
    throttle(reply, count, this.clock.now());
  }
}
