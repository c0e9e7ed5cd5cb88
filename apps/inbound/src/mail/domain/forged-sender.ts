import type { Mail } from './mail.js';

/** `compauth` is the verdict of Microsoft 365, which judges domains without a policy too. */
const FAILED = /\b(?:dmarc|compauth)\s?=\s?fail\b/i;

/**
 * Whether the server that took the mail in found that its sender is not who `From` says (RFC 8601, RFC 7489). Servers put
 * their header above all that came with the mail, so the first one is theirs. Where none is there, nothing is known: a
 * sender who adds one of his own can do himself harm alone.
 */
export const isSenderForged = ({ headers }: Mail): boolean =>
  FAILED.test(headers.get('authentication-results') ?? '');
