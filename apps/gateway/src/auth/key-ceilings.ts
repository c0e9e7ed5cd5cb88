import { DomainError, validationError, type FieldError } from '#kernel';
import type { ApiKeyInput } from './api-key.view.js';
import type { Caller } from './caller.js';

/** The requests a minute of a key without a limit of its own. */
const DEFAULT_LIMIT = 600;

type Maker = Pick<Caller, 'scopes' | 'credential' | 'expiresAt'>;

/** The limits of a new key. */
export interface Limits {
  readonly expires_at: string | null;
  readonly rate_limit: number | null;
}

/** Refuses scopes that somebody does not have. @throws `insufficient_scope` */
export function requireOwnScopes(scopes: readonly string[], { scopes: own }: Pick<Caller, 'scopes'>): void {
  const lacking = scopes.filter((scope) => !own.has(scope));
  if (lacking.length === 0) return;
  throw new DomainError('forbidden', 'insufficient_scope', `you lack the scopes ${lacking.join(', ')}`);
}

/**
 * The limits that a maker can give: a key outlives and outpaces no key that made it, or a stolen one could make itself
 * permanent. A limit that is left out becomes the one of the maker.
 */
export function limitsWithin(maker: Maker, input: ApiKeyInput, now: Date): Limits {
  const expiry = input.expires_at == null ? maker.expiresAt : new Date(input.expires_at);
  const most = maker.credential.kind === 'key' ? maker.credential.perMinute : null;
  const rate_limit = input.rate_limit ?? inherited(most);
  const errors = [...flawsOfExpiry(expiry, maker.expiresAt, now), ...flawsOfRate(rate_limit, most)];
  if (errors.length > 0) throw validationError(errors);
  return { expires_at: expiry?.toISOString() ?? null, rate_limit };
}

const inherited = (most: number | null): number | null =>
  most !== null && most < DEFAULT_LIMIT ? most : null;

function flawsOfExpiry(expiry: Date | null, latest: Date | null, now: Date): FieldError[] {
  if (expiry === null) return [];
  if (expiry <= now) return [wrong('expires_at', 'must be in the future')];
  if (latest === null || expiry <= latest) return [];
  return [wrong('expires_at', `must be at the latest ${latest.toISOString()}, when your key expires`)];
}

const flawsOfRate = (limit: number | null, most: number | null): FieldError[] =>
  most === null || (limit ?? DEFAULT_LIMIT) <= most
    ? []
    : [wrong('rate_limit', `must be at most ${most}, the limit of your key`)];

const wrong = (field: string, message: string): FieldError => ({ field, code: 'out_of_range', message });
