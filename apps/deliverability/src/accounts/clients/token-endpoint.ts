import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { HttpFailure, OutboundHttp, type HttpAnswer } from '#outbound';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
/** An answer without `expires_in` is documented elsewhere (RFC 6749, section 5.1); this is short enough for all that are known. */
const DEFAULT_LIFE_S = 300;
const MAX_LIFE_S = 86_400;

/** A character that is none of these (RFC 6749, appendix A.12) could end the login and begin another command. */
const Token = z.string().regex(/^[\u0020-\u007e]{1,8000}$/);
const Granted = z.object({
  access_token: Token,
  expires_in: z.coerce.number().min(1).catch(DEFAULT_LIFE_S),
  refresh_token: Token.optional().catch(undefined),
});
/** RFC 6749, section 5.2. */
const Refused = z.object({ error: z.string(), error_description: z.string().catch('') });

/** A login by OAuth in plain text. */
export interface Grant {
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string | null;
  readonly refresh_token: string;
  readonly scope: string | null;
}

export type TokenAnswer =
  | {
      readonly kind: 'granted';
      readonly accessToken: string;
      readonly lifeMs: number;
      /** Replaces the one that was sent, where the endpoint rotates them. */
      readonly refreshToken: string | undefined;
    }
  /** The refresh token is expired or revoked: no other try helps. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Fetches access tokens with refresh tokens (RFC 6749, section 6). */
@Injectable()
export class TokenEndpoint {
  constructor(private readonly http: OutboundHttp) {}

  async ask(grant: Grant): Promise<TokenAnswer> {
    try {
      return meaningOf(await this.post(grant), grant);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      const reason = error.code === 'address_not_allowed' ? error.message : NOTHING_THERE;
      return { kind: 'failed', reason };
    }
  }

  private post({ token_url, client_id, client_secret, refresh_token, scope }: Grant): Promise<HttpAnswer> {
    const fields = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, client_id });
    if (client_secret !== null) fields.set('client_secret', client_secret);
    if (scope !== null) fields.set('scope', scope);
    return this.http.request({
      url: token_url,
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: fields.toString(),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      whenLarger: 'fail',
      purpose: 'https',
      keepAlive: false, // an endpoint that rotates refresh tokens takes the second use of one for a theft
    });
  }
}

/** One answer for a closed port, for silence and for any other service: more would tell callers what listens where. */
const NOTHING_THERE = 'no token endpoint answered there in time';

function meaningOf({ status, body }: HttpAnswer, grant: Grant): TokenAnswer {
  const json = parsed(body.toString());
  const granted = status === 200 ? Granted.safeParse(json).data : undefined;
  if (granted !== undefined) {
    const lifeMs = Math.min(granted.expires_in, MAX_LIFE_S) * 1_000;
    return {
      kind: 'granted',
      accessToken: granted.access_token,
      lifeMs,
      refreshToken: granted.refresh_token,
    };
  }
  const refused = Refused.safeParse(json).data;
  if (refused === undefined || status < 400) return { kind: 'failed', reason: NOTHING_THERE };
  const words = wordsOf(refused, grant);
  return refused.error === 'invalid_grant'
    ? { kind: 'refused', reason: `the token endpoint refused the refresh token: ${words}` }
    : { kind: 'failed', reason: `the token endpoint answered ${words}` };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const MAX_WORDS = 300;

/** Without the secrets, which an endpoint may repeat, also as they were in the form that it was sent. */
function wordsOf({ error, error_description }: z.infer<typeof Refused>, grant: Grant): string {
  const words = [error, error_description].filter((part) => part !== '').join(': ');
  const secrets = [grant.refresh_token, grant.client_secret ?? '']
    .filter((secret) => secret !== '')
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams([['', secret]]).toString().slice(1),
    ]);
  const masked = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), words);
  return masked.replaceAll(/[^\u0020-\u007e]+/g, ' ').slice(0, MAX_WORDS);
}
