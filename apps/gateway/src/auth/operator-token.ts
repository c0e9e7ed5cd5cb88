import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '#kernel';
import { unauthenticated } from './bearer-token.js';

/** The secret of the operator. Without one, the routes of operators do not exist. */
export class OperatorToken {
  constructor(private readonly token: string | undefined) {}

  /** `not_found` when no token is configured, `unauthenticated` for any other token; undefined for the right one. */
  refusalOf(presented: string | undefined): DomainError | undefined {
    if (this.token === undefined) {
      return new DomainError('not_found', 'not_found', 'there is nothing at this address');
    }
    if (presented === undefined || !timingSafeEqual(digest(presented), digest(this.token))) {
      return unauthenticated('the operator’s token is needed');
    }
    return undefined;
  }
}

/** Hashed first, because the comparison in constant time needs equal lengths. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
