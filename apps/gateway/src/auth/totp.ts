import { Secret, TOTP } from 'otpauth';

/** RFC 6238 as authenticator apps have it: SHA-1, six digits, a step of 30 seconds. */
const PARAMETERS = { issuer: 'Nimbus', algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps around the current one whose codes are accepted, for clocks that differ. */
const WINDOW = 1;
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;

/** A new secret in base32, as people type it into an app. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The address that an authenticator app reads from a QR code. */
export const otpauthUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/** The step whose code it is; undefined for a code of no step near `now`. */
export function stepOf(code: string, secret: string, now: Date): number | undefined {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : TOTP.counter({ timestamp, period: PARAMETERS.period }) + delta;
}

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({ ...PARAMETERS, label, secret: Secret.fromBase32(secret) });
