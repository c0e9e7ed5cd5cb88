import { createHash } from 'node:crypto';
import { Body, Controller, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { EmailAddress, IdOf, text } from '#contracts';
import { Clock } from '#kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OpenToEverybody } from '../auth/route-access.js';
import { unauthenticated } from '../auth/unauthenticated.js';
import { RateLimitsSwitch } from '../http/admission.js';
import { throttle } from '../http/throttle.js';
import { RateLimiter } from '../limits/rate-limiter.js';
import { LogIn, type TokenPair } from '../use-cases/log-in.js';

const Login = z.strictObject({
  email: EmailAddress,
  password: text(1_000),
  workspace_id: IdOf('ws').optional(),
});
type Login = z.infer<typeof Login>;

const Refresh = z.strictObject({ refresh_token: text(200) });
type Refresh = z.infer<typeof Refresh>;

/** Enough for an office behind one address; each try costs 0.3 s of a core. */
const TRIES = { ofAddress: 30, ofEmail: 10 } as const;

@Controller('api/v1/auth')
@OpenToEverybody()
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly limiter: RateLimiter,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  @Post('login')
  @HttpCode(200)
  async login(
    @Ip() address: string,
    @Body({ schema: Login }) credentials: Login,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenPair> {
    if (this.limits.state === 'on') {
      const count = await this.limiter.count([
        { name: `login:${address}`, perMinute: TRIES.ofAddress },
        { name: `login:${digest(credentials.email.toLowerCase())}`, perMinute: TRIES.ofEmail },
      ]);
      throttle(reply, count, this.clock.now());
    }
    return this.logIn.execute(credentials);
  }

  @Post('refresh')
  @HttpCode(200)
  refresh(@Body({ schema: Refresh }) { refresh_token }: Refresh): Promise<TokenPair> {
    return this.logIn.refresh(refresh_token);
  }

  /** Ends the session of the access token that it is called with; others of the same person go on. */
  @Post('logout')
  @HttpCode(204)
  async logout(@Req() { caller }: FastifyRequest): Promise<void> {
    if (caller?.credential.kind !== 'user') throw unauthenticated('the access token of a session is needed');
    await this.logIn.end(caller.credential.sessionId);
  }
}

/** Counters need no addresses of people in them. */
const digest = (email: string): string => createHash('sha256').update(email).digest('base64url');
