import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, deleteOlder } from '#database';
import { Clock } from '#kernel';
import { networkOf } from '../rate-limits/network.js';

const DAY_MS = 24 * 3_600_000;

/** Seconds to wait after each wrong login; the last one for all further ones. Nine mistakes in a row cost nothing. */
const PAUSES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900];

/**
 * Counts a try as a wrong one before its password is compared: tries at once would otherwise all be compared. Nothing is
 * written while the pause lasts.
 */
const BEGIN = `
  insert into login_attempt as attempt (name, failures, blocked_until, last_at) values ($1, 1, $2, $2)
  on conflict (name) do update set
    failures = attempt.failures + 1,
    blocked_until = $2::timestamptz
      + ($3::int[])[least(attempt.failures + 1, cardinality($3::int[]))] * interval '1 second',
    last_at = $2
  where attempt.blocked_until <= $2::timestamptz
  returning 1 as begun`;

const FIND = 'select blocked_until from login_attempt where name = $1';

const FORGET = 'delete from login_attempt where name = $1';

/** One try to log in, from a network and for an e-mail address. */
export interface LoginAttempt {
  readonly address: string;
  readonly email: string;
}

/**
 * Makes guessing of passwords slow, over all gateways. Counted by network and e-mail address together: strangers with wrong
 * passwords do not lock out the owner, who comes from another network.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The seconds to wait; 0 for a try that may be made now, and is counted as a wrong one until `succeeded`. */
  async begin(attempt: LoginAttempt): Promise<number> {
    const now = this.clock.now();
    const [begun] = await this.database.query(BEGIN, [nameOf(attempt), now, PAUSES]);
    if (begun !== undefined) return 0;

    const [row] = await this.database.query<{ blocked_until: Date }>(FIND, [nameOf(attempt)]);
    const blockedUntil = row?.blocked_until.getTime() ?? 0;
    return Math.max(1, Math.ceil((blockedUntil - now.getTime()) / 1_000));
  }

  async succeeded(attempt: LoginAttempt): Promise<void> {
    await this.database.query(FORGET, [nameOf(attempt)]);
  }

  /** Deletes one batch of attempts that nobody has repeated for a day. */
  deleteOld(now: Date): Promise<'more' | 'done'> {
    const attempts = { table: 'login_attempt', key: ['name'], age: 'last_at' };
    return deleteOlder(this.database, attempts, new Date(now.getTime() - DAY_MS));
  }
}

/** Hashed, because the count needs no addresses of people. */
const nameOf = ({ address, email }: LoginAttempt): Buffer =>
  createHash('sha256')
    .update(`${networkOf(address)}\n${email.toLowerCase()}`)
    .digest();
