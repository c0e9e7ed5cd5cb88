import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { AccessTokens } from './access-tokens.js';
import { looksLikeApiKey } from './api-key.js';
import { CachedApiKeys } from './cached-api-keys.js';
import type { Caller } from './caller.js';
import { LookupCache } from './lookup-cache.js';
import { scopesOf } from './roles.js';
import { Sessions } from './sessions.js';

/** Finds the caller of a token: an API key, or the access token of a session. */
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

  /** Undefined for a token that is not valid now. */
  async find(token: string): Promise<Caller | undefined> {
    if (looksLikeApiKey(token)) return this.keys.find(token);

    const claims = await this.tokens.read(token);
    return claims && this.sessions.find(claims.sid);
  }

  /** The current role, not the one at the time when the token was issued. */
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
