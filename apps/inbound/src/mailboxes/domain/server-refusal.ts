/** The `NO [code] text` of a server. */
export interface ServerRefusal {
  readonly code: string | undefined;
  readonly text: string;
}

/** The server could not decide, or had no room: the same may succeed later (RFC 5530, section 3). */
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
  /too many|temporar|try (?:again|later)|unavailable|system (?:error|problem)|internal (?:server )?error|rate.?limit|limit (?:hit|exceeded)|simultaneous|timed? ?out|throttl|exceeded (?:command|bandwidth)/i;

/** Whether the answer would be the same the next time. A login is refused then; any other one is only late. */
export function isLasting({ code, text }: ServerRefusal): boolean {
  if (code !== undefined && PASSING_CODES.has(code.toUpperCase())) return false;
  if (code?.toUpperCase() === 'AUTHENTICATIONFAILED') return true;

  return !PASSING_WORDS.test(text);
}
