import { createHash, timingSafeEqual } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { DomainError } from '#kernel';
import { unauthenticated } from './bearer-token.js';

const LONG_ENOUGH = 16;

/** The secret of the operator. Without one, the routes of operators do not exist. */
export class OperatorToken {
  constructor(private readonly token: string | undefined) {
    if (token === undefined || token.length >= LONG_ENOUGH) return;
    new Logger(OperatorToken.name).warn(
      `ADMIN_TOKEN has fewer than ${LONG_ENOUGH} characters: who guesses it may create workspaces`,
    );
  }

  /** @throws DomainError `not_found` when no token is configured, `unauthenticated` for any other token. */
  check(presented: string | undefined): void {
    if (this.token === undefined) {
      throw new DomainError('not_found', 'not_found', 'there is nothing at this address');
    }
    if (presented === undefined || !timingSafeEqual(digest(presented), digest(this.token))) {
      throw unauthenticated('the operator’s token is needed');
    }
  }
}

/** Hashed first, because the comparison in constant time needs equal lengths. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
