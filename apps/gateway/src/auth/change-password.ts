import { Injectable } from '@nestjs/common';
import type { PasswordChange } from '#contracts';
import { Database } from '#database';
import { Clock, validationError } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import { Accounts, type StoredAccount } from './accounts.js';
import { unauthenticated } from './bearer-token.js';
import type { Person } from './caller.js';
import { PasswordHasher } from './password-hasher.js';
import { checkPassword } from './password-rules.js';
import { Sessions } from './sessions.js';

/** Changes the password of the person who asks. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async execute(person: Person, author: Author, input: PasswordChange): Promise<void> {
    const { workspaceId, userId, sessionId } = person;
    const { account } = await this.verified(person, input.current_password, 'current_password');
    checkPassword(input.password, account);
    const hash = await this.passwords.hash(input.password);
    const at = this.clock.now();
    const target = { type: 'user', id: userId };
    await this.database.transaction(async (tx) => {
      await this.accounts.setPassword(tx, userId, hash);
      await this.sessions.endAll(tx, userId, at, sessionId);
      await this.audit.add({ workspaceId, action: 'password.changed', author, target, at }, tx);
    });
  }

  /** The account of a person who knows its password. @throws a validation error of `field` */
  async verified({ userId }: Person, password: string, field: string): Promise<StoredAccount> {
    const stored = await this.accounts.find(userId);
    if (stored === undefined) throw unauthenticated('the user is deactivated');
    if (await this.passwords.verify(password, stored.passwordHash)) return stored;
    throw validationError([{ field, code: 'wrong_password', message: 'is not your password' }]);
  }
}
