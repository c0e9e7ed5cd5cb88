import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { EmailAddress, IdOf, text } from '#contracts';
import { Clock, DomainError, newId, uuidOf } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Origin } from '../audit-log/author.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { Account } from './account.js';
import { Accounts, type StoredAccount } from './accounts.js';
import { unauthenticated } from './bearer-token.js';
import { PasswordHasher } from './password-hasher.js';
import { newRefreshToken, readRefreshToken } from './refresh-token.js';
import { SecondFactor } from './second-factor.js';
import { Sessions } from './sessions.js';
import type { TokenPair } from './token-pair.view.js';

export const Credentials = z.strictObject({
  email: EmailAddress,
  password: text(1_000),
  /** Needed by a user of several workspaces who has the same password in them. */
  workspace_id: IdOf('ws').optional(),
  /** Needed by a user with an authenticator app: its code, or a recovery code. */
  totp: text(50).optional(),
});
export type Credentials = z.infer<typeof Credentials>;

/** Starts and refreshes the sessions of users. */
@Injectable()
export class LogIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly factor: SecondFactor,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** An unknown address takes as long as a wrong password and gets the same error, so that addresses cannot be probed. */
  async execute({ email, password, workspace_id, totp }: Credentials, origin: Origin): Promise<TokenPair> {
    const stored = await this.accounts.findForLogin(email, workspace_id);
    const opened = await this.opened(stored, password);
    if (opened === undefined) {
      for (const known of stored) await this.keepFailure(known.account, origin, 'password');
      throw unauthenticated(WRONG);
    }

    const { account } = opened;
    await this.checkSecondFactor(account, totp, origin);
    const sessionId = uuidOf(newId('sess'));
    const { token, hash } = newRefreshToken(sessionId);
    const started = await this.sessions.start(sessionId, opened, hash, origin, this.clock.now());
    if (!started) throw unauthenticated(WRONG);
    return this.pair(sessionId, account, token);
  }

  /** Each refresh token works once. */
  async refresh(presented: string, origin: Origin): Promise<TokenPair> {
    const read = readRefreshToken(presented);
    if (read === undefined) throw unauthenticated(REFUSED);

    const { sessionId, hash: current } = read;
    const next = newRefreshToken(sessionId);
    const hashes = { current, next: next.hash };
    const account = await this.sessions.rotate(sessionId, hashes, origin, this.clock.now());
    if (account === undefined) throw unauthenticated(REFUSED);
    return this.pair(sessionId, account, next.token);
  }

  /** After the password, so that only somebody who knows it learns that a code is needed. */
  private async checkSecondFactor(account: Account, totp: string | undefined, origin: Origin): Promise<void> {
    if (!(await this.factor.isEnabled(account.id))) return;
    if (totp === undefined) {
      throw new DomainError(
        'unauthenticated',
        'totp_required',
        'send a code of the authenticator app as `totp`',
      );
    }
    try {
      await this.factor.check(account.id, totp);
    } catch (error) {
      await this.keepFailure(account, origin, 'totp');
      throw error;
    }
  }

  /** Only for an address that somebody has: others belong to no workspace. */
  private keepFailure(
    { id, workspaceId, email }: Account,
    origin: Origin,
    wrong: 'password' | 'totp',
  ): Promise<void> {
    return this.audit.add({
      workspaceId,
      action: 'login.failed',
      author: { ...origin, actor: { type: 'anonymous', id: null, name: email } },
      target: { type: 'user', id },
      at: this.clock.now(),
      details: { wrong },
    });
  }

  private async pair(sid: string, { id, workspaceId, email }: Account, refresh: string): Promise<TokenPair> {
    return {
      access_token: await this.tokens.issue({ sub: id, sid, workspace_id: workspaceId, email }),
      refresh_token: refresh,
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
    };
  }

  /**
   * The first account that the password opens. Each is compared: somebody who accepts an invitation for another person's
   * address must not shadow that person. All at once, so that several accounts take about as long as one or none.
   */
  private async opened(
    stored: readonly StoredAccount[],
    password: string,
  ): Promise<StoredAccount | undefined> {
    if (stored.length === 0) await this.passwords.verify(password);
    const right = await Promise.all(
      stored.map(({ passwordHash }) => this.passwords.verify(password, passwordHash)),
    );
    return stored[right.indexOf(true)];
  }
}

const WRONG = 'the e-mail address or the password is wrong';
const REFUSED = 'the refresh token is unknown, expired, used or revoked';
