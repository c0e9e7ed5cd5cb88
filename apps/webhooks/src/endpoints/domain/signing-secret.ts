import type { Endpoint } from './endpoint.js';

const PREFIX = 'whsec_';
/** For so long receivers may still know the old secret only. */
const BOTH_VALID_MS = 24 * 3_600_000;

/** A secret as Standard Webhooks writes it. */
export const signingSecretOf = (bytes: Buffer): string => `${PREFIX}${bytes.toString('base64')}`;

/** Enough to tell two secrets apart, and too little to guess one. */
export const previewOf = (secret: string): string => `${PREFIX}...${secret.slice(-3)}`;

/** A secret that an earlier rotation has replaced is not valid any more, even within its day: there are two at most. */
export const rotated = (
  endpoint: Endpoint,
  next: Pick<Endpoint, 'encrypted_secret' | 'secret_preview'>,
  now: Date,
): Endpoint => ({
  ...endpoint,
  ...next,
  previous_encrypted_secret: endpoint.encrypted_secret,
  previous_secret_until: new Date(now.getTime() + BOTH_VALID_MS),
  updated_at: now,
});

/** Until when the secret before the rotation is valid; null when it is not any more. */
export const previousValidUntil = (
  { previous_secret_until }: Pick<Endpoint, 'previous_secret_until'>,
  now: Date,
): Date | null =>
  previous_secret_until !== null && previous_secret_until > now ? previous_secret_until : null;
