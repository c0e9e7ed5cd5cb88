import { Body, Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { text } from '#contracts';
import { Clock, DomainError, idOf } from '#kernel';
import { FromAuthor, FromOrigin, type Author, type Origin } from '../audit-log/author.js';
import { Route } from '../http/route.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { FromSession, type Person } from './caller.js';
import { Credentials, LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { Sessions } from './sessions.js';
import { TokenPair, TOKENS } from './token-pair.view.js';

const Refresh = z.strictObject({ refresh_token: text(200) });
type Refresh = z.infer<typeof Refresh>;

/** Anybody may send these, and they are read before the password is known to be right. */
const MAX_BODY_BYTES = 10_000;

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly sessions: Sessions,
    private readonly attempts: LoginAttempts,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  @Route('POST', 'login', {
    id: 'logIn',
    summary: 'Log in',
    description:
      'Without `workspace_id`, the newest account of the address that has this password is opened; a person with the same password in several workspaces names one. `totp` is needed by one who uses an authenticator app: its code, or a recovery code.',
    access: 'everybody',
    perAddress: 'login',
    countsItself: true,
    showsSecret: true,
    bodyLimit: MAX_BODY_BYTES,
    response: TokenPair,
    refusals: ['unauthenticated', 'totp_required', 'totp_wrong', 'totp_locked'],
    examples: { request: { email: 'owner@acme.example', password: 'a long enough one' }, response: TOKENS },
  })
  async login(
    @FromOrigin() origin: Origin,
    @Body({ schema: Credentials }) credentials: Credentials,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TokenPair> {
    const attempt = { address: origin.address, email: credentials.email };
    const seconds = this.limits.state === 'on' ? await this.attempts.begin(attempt) : 0;
    if (seconds > 0) {
      void reply.header('retry-after', seconds);
      throw new DomainError(
        'throttled',
        'rate_limited',
        `too many wrong logins of this person from this network address; try again in ${seconds} s`,
        { limit: 'wrong_logins' },
      );
    }
    const tokens = await this.logIn.execute(credentials, origin);
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
    showsSecret: true,
    bodyLimit: MAX_BODY_BYTES,
    response: TokenPair,
    refusals: ['unauthenticated'],
    examples: { request: { refresh_token: TOKENS.refresh_token }, response: TOKENS },
  })
  refresh(
    @FromOrigin() origin: Origin,
    @Body({ schema: Refresh }) { refresh_token }: Refresh,
  ): Promise<TokenPair> {
    return this.logIn.refresh(refresh_token, origin);
  }

  /** Other sessions of the same user continue. */
  @Route('POST', 'logout', {
    id: 'logOut',
    summary: 'End the session of the access token',
    access: 'session',
    bodyLimit: MAX_BODY_BYTES,
    response: null,
  })
  async logout(@FromSession() person: Person, @FromAuthor() author: Author): Promise<void> {
    await this.sessions.end(person, idOf('sess', person.sessionId), author, this.clock.now());
  }
}
