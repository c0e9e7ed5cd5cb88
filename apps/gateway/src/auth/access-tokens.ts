import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Clock } from '#kernel';

export const ACCESS_TOKEN_SECONDS = 3_600;

const ALGORITHM = 'HS256';
const ISSUER = 'nimbus';

/** How far the clock of the gateway that issued a token may be ahead. */
const CLOCKS_DIFFER_SECONDS = 60;

const Claims = z.object({ sub: z.string(), sid: z.uuid(), workspace_id: z.string(), email: z.string() });
export type Claims = z.infer<typeof Claims>;

/** JWTs that identify a user for an hour. Permissions are looked up instead, so that they can be revoked sooner. */
export class AccessTokens {
  private readonly secret: KeyObject;

  constructor(
    secret: string,
    private readonly clock: Clock,
  ) {
    this.secret = createSecretKey(Buffer.from(secret));
  }

  issue(claims: Claims): Promise<string> {
    const now = this.clock.now();
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(new Date(now.getTime() + ACCESS_TOKEN_SECONDS * 1_000))
      .sign(this.secret);
  }

  /** Undefined for a token that is not ours or not valid now; another algorithm, such as `none`, and claims of other types are refused too. */
  async read(token: string): Promise<Claims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ['exp', 'iat'],
        currentDate: this.clock.now(),
      });
      return this.isFromTheFuture(payload) ? undefined : Claims.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  private isFromTheFuture({ iat = 0 }: JWTPayload): boolean {
    return iat > this.clock.now().getTime() / 1_000 + CLOCKS_DIFFER_SECONDS;
  }
}
