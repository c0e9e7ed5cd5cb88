const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Such as "try again in 15 minutes" or "wait for 2 hours". "500 messages in 24 hours" is a limit and no time to wait. */
const WAIT =
  /\b(?:try|retry|again|wait|later|back|resend|resume)\b[^\d.]{0,30}?(\d{1,6}) ?(s|m|h|d)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?)?\b/;

/**
 * When an account that is over its quota may send again: the time that its server names, an hour for an hourly limit or
 * a temporary answer, null for the account's next midnight. A minute at least and a day at most, whatever the server says:
 * a rest costs no try, so that after "try again in 0 seconds" the same message would be refused at full speed, for ever.
 */
export function restOf(words: string, code: number | null, now: Date): Date | null {
  const [, amount, unit = ''] = WAIT.exec(words) ?? [];
  if (amount !== undefined) return after(Number(amount) * (UNIT_MS[unit] ?? HOUR), now);
  if (/\b(?:daily|day)\b|24 ?h/.test(words)) return null;

  return code === null || code < 500 || /\bhour(?:ly)?\b/.test(words) ? after(HOUR, now) : null;
}

const after = (ms: number, now: Date): Date => new Date(now.getTime() + Math.min(Math.max(ms, MINUTE), DAY));
