import { Injectable } from '@nestjs/common';
import { Clock, DomainError, type Id } from '#kernel';
import { hashOfRecoveryCode } from './recovery-codes.js';
import { TotpStore } from './totp-store.js';
import { stepOf } from './totp.js';

const CODE = /^\d{6}$/;

/** Checks the codes of authenticator apps, and recovery codes. Each works once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly store: TotpStore,
    private readonly clock: Clock,
  ) {}

  async isEnabled(userId: Id<'user'>): Promise<boolean> {
    return (await this.store.state(userId)) === 'enabled';
  }

  /** For a person who has enrolled. @throws `totp_wrong`, and `totp_locked` after too many wrong codes */
  async check(userId: Id<'user'>, typed: string): Promise<void> {
    const now = this.clock.now();
    const secret = await this.store.countTry(userId, now);
    if (secret === undefined) throw refusal('totp_locked', 'too many wrong codes: try again in 15 minutes');
    if (!(await this.isRight(userId, typed.trim(), secret, now))) throw wrongCode();
  }

  private async isRight(userId: Id<'user'>, typed: string, secret: string, now: Date): Promise<boolean> {
    if (!CODE.test(typed)) return this.store.useRecoveryCode(userId, hashOfRecoveryCode(typed));
    const step = stepOf(typed, secret, now);
    return step !== undefined && (await this.store.useStep(userId, step));
  }
}

const refusal = (code: string, message: string): DomainError =>
  new DomainError('unauthenticated', code, message);

const wrongCode = (): DomainError =>
  refusal('totp_wrong', 'the code is wrong or was used before: wait for the next one');
