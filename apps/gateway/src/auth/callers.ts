import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { AccessTokens } from './access-tokens.js';
import { actorOf } from './account.js';
import { hashOfKey, looksLikeApiKey } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { LookupCache } from './lookup-cache.js';
import { scopesOf } from './roles.js';
import { Sessions } from './sessions.js';

/** Finds the caller of a token: an API key, or the access token of a session. */
@Injectable()
export class Callers {
  private readonly keys: LookupCache<Caller>;
  private readonly sessions: LookupCache<Caller>;

  constructor(
    keys: ApiKeys,
    private readonly tokens: AccessTokens,
    private readonly stored: Sessions,
    private readonly clock: Clock,
  ) {
    this.keys = new LookupCache(clock, (hash) => keys.findByHash(Buffer.from(hash, 'base64')));
    this.sessions = new LookupCache(clock, (sessionId) => this.callerOf(sessionId));
  }

  /** Undefined for a token that is not valid now. Rejects with `unavailable` when it is not cached and the database is down. */
  async find(token: string): Promise<Caller | undefined> {
    if (looksLikeApiKey(token)) return this.validKey(token);

    const claims = await this.tokens.read(token);
    const caller = claims && (await this.sessions.find(claims.sid));
    const isTheirs = caller?.credential.id === claims?.sub && caller?.workspaceId === claims?.workspace_id;
    return isTheirs ? caller : undefined;
  }

  private async validKey(token: string): Promise<Caller | undefined> {
    const key = await this.keys.find(hashOfKey(token).toString('base64'));
    const expired = key?.expiresAt != null && key.expiresAt <= this.clock.now();
    return expired ? undefined : key;
  }

  /** The current role, not the one at the time when the token was issued. */
  private async callerOf(sessionId: string): Promise<Caller | undefined> {
    const account = await this.stored.find(sessionId);
    if (account === undefined) return undefined;
    const { id, workspaceId, timeZone, role } = account;
    return {
      workspaceId,
      timeZone,
      scopes: scopesOf(role),
      credential: { kind: 'user', id, sessionId },
      actor: actorOf(account),
      person: { workspaceId, userId: id, role, sessionId },
      expiresAt: null,
    };
  }
}
