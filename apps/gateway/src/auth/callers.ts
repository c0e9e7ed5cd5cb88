import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { scopesOf } from './roles.js';
import { Sessions } from './sessions.js';
import { AccessTokens } from './access-tokens.js';
import { CachedApiKeys } from './cached-api-keys.js';
import { looksLikeApiKey } from './api-key.js';
import type { Caller } from './caller.js';
import { LookupCache } from './lookup-cache.js';

/** Finds out on whose behalf a token speaks: an API key, or the access token of somebody who logged in. */
@Injectable()
export class Callers {
  private readonly sessions: LookupCache<Caller>;

  constructor(
    private readonly keys: CachedApiKeys,
    private readonly tokens: AccessTokens,
    private readonly stored: Sessions,
    clock: Clock,
  ) {
    this.sessions = new LookupCache(clock, (sessionId) => this.callerOf(sessionId));
  }

  /** Undefined for a token that nobody may use now. */
  async find(token: string): Promise<Caller | undefined> {
    if (looksLikeApiKey(token)) return this.keys.find(token);

    const claims = await this.tokens.read(token);
    return claims && this.sessions.find(claims.sid);
  }

  /** The role as it is now, not as it was when the token was issued. */
  private async callerOf(sessionId: string): Promise<Caller | undefined> {
    const person = await this.stored.find(sessionId);
    return (
      person && {
        workspaceId: person.workspaceId,
        timeZone: person.timeZone,
        scopes: scopesOf(person.role),
        credential: { kind: 'user', id: person.id, sessionId },
      }
    );
  }
}
