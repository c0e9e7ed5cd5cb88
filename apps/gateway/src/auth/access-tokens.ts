import { createSecretKey, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '#kernel';

export const ACCESS_TOKEN_SECONDS = 3_600;

const ALGORITHM = 'HS256';
const ISSUER = 'nimbus';

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

  /** Undefined for a token that is not ours or not valid now; another algorithm, such as `none`, is refused too. */
  async read(token: string): Promise<Claims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      return Claims.parse(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
