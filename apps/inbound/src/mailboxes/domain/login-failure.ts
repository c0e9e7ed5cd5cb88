/** The answer to a login that was not successful: `NO [code] text`. */
export interface LoginAnswer {
  readonly code: string | undefined;
  readonly text: string;
}

/** The server could not decide, or had no room: the credentials may be right (RFC 5530, section 3). */
const PASSING_CODES: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'INUSE',
  'LIMIT',
  'OVERQUOTA',
  'SERVERBUG',
  'THROTTLED',
]);

/** Servers that answer without a code, or with `[ALERT]`: Gmail, Exchange, Yahoo, Courier. */
const PASSING_WORDS =
  /too many|temporar|try (?:again|later)|unavailable|system (?:error|problem)|internal (?:server )?error|rate.?limit|limit (?:hit|exceeded)|simultaneous|timed? ?out|exceeded (?:command|bandwidth)/i;

/** Whether a login failed because the credentials are wrong, or the account may not log in, and not for the moment only. */
export function isRefusal({ code, text }: LoginAnswer): boolean {
  if (code !== undefined && PASSING_CODES.has(code.toUpperCase())) return false;
  if (code?.toUpperCase() === 'AUTHENTICATIONFAILED') return true;

  return !PASSING_WORDS.test(text);
}
