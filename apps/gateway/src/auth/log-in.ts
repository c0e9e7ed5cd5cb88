import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { EmailAddress, IdOf, text } from '#contracts';
import { Clock } from '#kernel';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import { unauthenticated } from './bearer-token.js';
import { verifyPassword } from './password-hash.js';
import { newRefreshToken, readRefreshToken } from './refresh-token.js';
import { Sessions, type Person } from './sessions.js';
import type { TokenPair } from './token-pair.view.js';

export const Credentials = z.strictObject({
  email: EmailAddress,
  password: text(1_000),
  /** Needed by a user of several workspaces. */
  workspace_id: IdOf('ws').optional(),
});
export type Credentials = z.infer<typeof Credentials>;

/** Starts, refreshes and ends the sessions of users. */
@Injectable()
export class LogIn {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /** An unknown address takes as long as a wrong password and gets the same error, so that addresses cannot be probed. */
  async execute({ email, password, workspace_id }: Credentials): Promise<TokenPair> {
    const found = await this.sessions.findPerson(email, workspace_id);
    const right = await verifyPassword(password, found?.passwordHash);
    if (found === undefined || !right) throw unauthenticated('the e-mail address or the password is wrong');

    const sessionId = randomUUID();
    const { token, hash } = newRefreshToken(sessionId);
    await this.sessions.start(sessionId, found.person, hash, this.clock.now());
    return this.pair(sessionId, found.person, token);
  }

  /** Each refresh token works once. */
  async refresh(presented: string): Promise<TokenPair> {
    const current = readRefreshToken(presented);
    if (current === undefined) throw unauthenticated(REFUSED);

    const { sessionId, hash } = current;
    const next = newRefreshToken(sessionId);
    const person = await this.sessions.rotate(sessionId, hash, next.hash, this.clock.now());
    if (person === undefined) throw unauthenticated(REFUSED);
    return this.pair(sessionId, person, next.token);
  }

  /** The access token still works for some seconds, until the caches of the gateways expire. */
  async end(sessionId: string): Promise<void> {
    await this.sessions.revoke(sessionId, this.clock.now());
  }

  private async pair(sid: string, { id, workspaceId, email }: Person, refresh: string): Promise<TokenPair> {
    return {
      access_token: await this.tokens.issue({ sub: id, sid, workspace_id: workspaceId, email }),
      refresh_token: refresh,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
    };
  }
}

const REFUSED = 'the refresh token is unknown, expired, used or revoked';
