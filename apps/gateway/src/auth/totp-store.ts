import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { RecoveryCode } from './recovery-codes.js';
import { TotpSecrets } from './totp-secrets.js';

/** Wrong codes before a pause: with ±1 step, a try has a chance of 3 in a million. */
const TRIES = 5;
const PAUSE_MS = 15 * 60_000;

const STATE = 'select confirmed_at is not null as confirmed from totp where user_id = $1';

const ENROLL = `
  insert into totp (user_id, secret, tries_since) values ($1, $2, $3)
  on conflict (user_id) do update set secret = excluded.secret where totp.confirmed_at is null
  returning user_id`;

/** Counted before the code is checked, so that tries that race are counted too. */
const TRY = `
  update totp set
    tries = case when tries_since <= $3 then 1 else tries + 1 end,
    tries_since = case when tries_since <= $3 then $2 else tries_since end
  where user_id = $1 and (tries < ${TRIES} or tries_since <= $3)
  returning secret`;

/** Uses up a code: one of two requests with the same code gets a row. */
const USE_STEP = `
  update totp set last_step = $2, tries = 0 where user_id = $1 and last_step < $2 returning user_id`;

const USE_RECOVERY_CODE = `
  with used as (
    delete from recovery_code where user_id = $1 and hash = $2 returning user_id
  )
  update totp set tries = 0 from used where totp.user_id = used.user_id
  returning totp.user_id`;

const CONFIRM = `
  with confirmed as (
    update totp set confirmed_at = $2 where user_id = $1 and confirmed_at is null returning user_id
  )
  insert into recovery_code (user_id, hash)
  select user_id, hash from confirmed, unnest($3::bytea[]) as hash
  returning user_id`;

const REMOVE = 'delete from totp where user_id = $1 returning confirmed_at is not null as confirmed';

/** The authenticator apps of people: at most one each. */
@Injectable()
export class TotpStore {
  constructor(
    private readonly database: Database,
    private readonly secrets: TotpSecrets,
  ) {}

  /** `enrolled` until a first code has confirmed the secret. */
  async state(userId: Id<'user'>): Promise<'disabled' | 'enrolled' | 'enabled'> {
    const [row] = await this.database.query<{ confirmed: boolean }>(STATE, [uuidOf(userId)]);
    if (row === undefined) return 'disabled';
    return row.confirmed ? 'enabled' : 'enrolled';
  }

  /** Replaces a secret that was not confirmed. False when one is confirmed. */
  async enroll(userId: Id<'user'>, secret: string, now: Date): Promise<boolean> {
    const encrypted = this.secrets.encrypt(secret, userId);
    return (await this.database.query(ENROLL, [uuidOf(userId), encrypted, now])).length > 0;
  }

  /** Counts a try, and returns the secret. Undefined when there is none, or after too many wrong codes. */
  async countTry(userId: Id<'user'>, now: Date): Promise<string | undefined> {
    const params = [uuidOf(userId), now, new Date(now.getTime() - PAUSE_MS)];
    const [row] = await this.database.query<{ secret: Buffer }>(TRY, params);
    return row && this.secrets.decrypt(row.secret, userId);
  }

  /** False for a step that was used before. */
  async useStep(userId: Id<'user'>, step: number): Promise<boolean> {
    return (await this.database.query(USE_STEP, [uuidOf(userId), step])).length > 0;
  }

  /** False for a code that is unknown or was used before. */
  async useRecoveryCode(userId: Id<'user'>, hash: Buffer): Promise<boolean> {
    return (await this.database.query(USE_RECOVERY_CODE, [uuidOf(userId), hash])).length > 0;
  }

  /** False when it was confirmed before. */
  async confirm(
    tx: Transaction,
    userId: Id<'user'>,
    codes: readonly RecoveryCode[],
    at: Date,
  ): Promise<boolean> {
    const hashes = codes.map(({ hash }) => hash);
    return (await tx.query(CONFIRM, [uuidOf(userId), at, hashes])).length > 0;
  }

  /** Removes the secret and the recovery codes. False when no login needed them. */
  async remove(tx: Transaction, userId: Id<'user'>): Promise<boolean> {
    const [removed] = await tx.query<{ confirmed: boolean }>(REMOVE, [uuidOf(userId)]);
    return removed?.confirmed === true;
  }
}
