import { createHash } from 'node:crypto';
import { Body, Controller, Ip, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { text } from '#contracts';
import { Clock } from '#kernel';
import { Route } from '../http/route.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { throttle } from '../rate-limits/throttle.js';
import { FromCaller, type Caller } from './caller.js';
import { Credentials, LogIn } from './log-in.js';
import { TokenPair, TOKENS } from './token-pair.view.js';

const Refresh = z.strictObject({ refresh_token: text(200) });
type Refresh = z.infer<typeof Refresh>;

/** Logins per minute: enough for an office behind one address. Each try costs 0.3 s of a core. */
const TRIES = { ofAddress: 30, ofEmail: 10 } as const;

/** Anybody may send these, and they are read before the password is known to be right. */
const MAX_BODY_BYTES = 10_000;

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly limiter: RateLimiter,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  @Route('POST', 'login', {
    id: 'logIn',
    summary: 'Log in',
    description: '`workspace_id` is needed by a person who belongs to several workspaces.',
    access: 'everybody',
    countsItself: true,
    bodyLimit: MAX_BODY_BYTES,
    response: TokenPair,
    refusals: ['unauthenticated'],
    examples: { request: { email: 'owner@acme.example', password: 'a long enough one' }, response: TOKENS },
  })
  async login(
    @Ip() address: string,
    @Body({ schema: Credentials }) credentials: Credentials,
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

  @Route('POST', 'refresh', {
    id: 'refreshTokens',
    summary: 'Exchange a refresh token for a new pair of tokens',
    description: 'Each refresh token works once.',
    access: 'everybody',
    perAddress: 'refresh',
    countsItself: true,
    bodyLimit: MAX_BODY_BYTES,
    response: TokenPair,
    refusals: ['unauthenticated'],
    examples: { request: { refresh_token: TOKENS.refresh_token }, response: TOKENS },
  })
  refresh(@Body({ schema: Refresh }) { refresh_token }: Refresh): Promise<TokenPair> {
    return this.logIn.refresh(refresh_token);
  }

  /** Other sessions of the same user continue. */
  @Route('POST', 'logout', {
    id: 'logOut',
    summary: 'End the session of the access token',
    access: 'session',
    bodyLimit: MAX_BODY_BYTES,
    response: null,
  })
  async logout(@FromCaller() { credential }: Caller): Promise<void> {
    if (credential.kind === 'user') await this.logIn.end(credential.sessionId);
  }
}

/** Hashed, because counters need no addresses of people. */
const digest = (email: string): string => createHash('sha256').update(email).digest('base64url');
