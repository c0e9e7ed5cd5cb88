import { Body, Controller, Ip, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { text } from '#contracts';
import { DomainError } from '#kernel';
import { Route } from '../http/route.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { FromCaller, type Caller } from './caller.js';
import { Credentials, LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { TokenPair, TOKENS } from './token-pair.view.js';

const Refresh = z.strictObject({ refresh_token: text(200) });
type Refresh = z.infer<typeof Refresh>;

/** Anybody may send these, and they are read before the password is known to be right. */
const MAX_BODY_BYTES = 10_000;

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly attempts: LoginAttempts,
    private readonly limits: RateLimitsSwitch,
  ) {}

  @Route('POST', 'login', {
    id: 'logIn',
    summary: 'Log in',
    description: '`workspace_id` is needed by a person who belongs to several workspaces.',
    access: 'everybody',
    perAddress: 'login',
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
    const attempt = { address, email: credentials.email };
    const seconds = this.limits.state === 'on' ? await this.attempts.begin(attempt) : 0;
    if (seconds > 0) {
      void reply.header('retry-after', seconds);
      throw new DomainError(
        'throttled',
        'rate_limited',
        `too many wrong logins; the next one in ${seconds} s`,
      );
    }
    const tokens = await this.logIn.execute(credentials);
    await this.attempts.succeeded(attempt);
    return tokens;
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
