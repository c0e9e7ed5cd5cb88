/** Turns rate limits on or off; `RATE_LIMITS=off` is for load tests. */
export class RateLimitsSwitch {
  constructor(readonly state: 'on' | 'off') {}
}
