import { hash, randomBytes } from 'node:crypto';

const COUNT = 10;
const GROUPS = 4;
/** 80 bits cannot be found by trying, also by somebody who has the hashes. */
const CODE_BYTES = 10;

export interface RecoveryCode {
  /** Shown once and never stored. */
  readonly code: string;
  readonly hash: Buffer;
}

/** Codes such as `0f3a9-c2d41-77be0-5a1c8`, for people who have lost their authenticator app. */
export const newRecoveryCodes = (): RecoveryCode[] =>
  Array.from({ length: COUNT }, () => {
    const digits = randomBytes(CODE_BYTES).toString('hex');
    const size = digits.length / GROUPS;
    const groups = Array.from({ length: GROUPS }, (_, nth) => digits.slice(nth * size, (nth + 1) * size));
    const code = groups.join('-');
    return { code, hash: hashOfRecoveryCode(code) };
  });

/** However it was typed: without the dashes, in any case. */
export const hashOfRecoveryCode = (typed: string): Buffer =>
  hash('sha256', typed.toLowerCase().replaceAll(/[^0-9a-f]/g, ''), 'buffer');
