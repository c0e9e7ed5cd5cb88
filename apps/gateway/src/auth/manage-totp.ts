import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock, DomainError } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import type { Person } from './caller.js';
import { ChangePassword } from './change-password.js';
import { newRecoveryCodes } from './recovery-codes.js';
import { SecondFactor } from './second-factor.js';
import { TotpStore } from './totp-store.js';
import { newTotpSecret, otpauthUri } from './totp.js';
import type { RecoveryCodes, TotpEnrollment, TotpRemoval } from './totp.view.js';

/** Turns the second factor of the person who asks on and off. */
@Injectable()
export class ManageTotp {
  constructor(
    private readonly database: Database,
    private readonly passwords: ChangePassword,
    private readonly factor: SecondFactor,
    private readonly store: TotpStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Logins need no code before one was confirmed, so that nobody is locked out by an app that does not work. */
  async enroll(person: Person, password: string): Promise<TotpEnrollment> {
    const { account } = await this.passwords.verified(person, password, 'password');
    const secret = newTotpSecret();
    const enrolled = await this.store.enroll(person.userId, secret, this.clock.now());
    if (!enrolled) throw wrongState('enabled', 'enroll', 'turn the authenticator app off first');
    return { secret, otpauth_uri: otpauthUri(secret, `${account.workspaceName} (${account.email})`) };
  }

  async confirm({ workspaceId, userId }: Person, author: Author, code: string): Promise<RecoveryCodes> {
    const state = await this.store.state(userId);
    if (state === 'enabled') throw wrongState(state, 'confirm', 'it is on already');
    if (state === 'disabled') throw wrongState(state, 'confirm', 'enroll it first');
    await this.factor.check(userId, code);
    const at = this.clock.now();
    const codes = newRecoveryCodes();
    await this.database.transaction(async (tx) => {
      const confirmed = await this.store.confirm(tx, userId, codes, at);
      if (!confirmed) throw wrongState('enabled', 'confirm', 'it is on already');
      const target = { type: 'user', id: userId };
      await this.audit.add({ workspaceId, action: 'totp.enabled', author, target, at }, tx);
    });
    return { recovery_codes: codes.map(({ code: shown }) => shown) };
  }

  async disable(person: Person, author: Author, { password, totp }: TotpRemoval): Promise<void> {
    const { workspaceId, userId } = person;
    await this.passwords.verified(person, password, 'password');
    if (!(await this.factor.isEnabled(userId))) throw wrongState('disabled', 'disable', 'it is off already');
    await this.factor.check(userId, totp);
    const at = this.clock.now();
    await this.database.transaction(async (tx) => {
      if (!(await this.store.remove(tx, userId))) return;
      const target = { type: 'user', id: userId };
      await this.audit.add({ workspaceId, action: 'totp.disabled', author, target, at }, tx);
    });
  }
}

const wrongState = (state: string, action: string, message: string): DomainError =>
  new DomainError('conflict', 'invalid_transition', `the authenticator app is ${state}: ${message}`, {
    state,
    action,
  });
