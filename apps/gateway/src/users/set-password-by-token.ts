import { Injectable } from '@nestjs/common';
import type { InvitationAcceptance, InvitationAccepted, NewPasswordByToken } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Origin } from '../audit-log/author.js';
import { actorOf } from '../auth/account.js';
import { Accounts } from '../auth/accounts.js';
import { OneTimeTokens } from '../auth/one-time-tokens.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { checkPassword } from '../auth/password-rules.js';
import { Sessions } from '../auth/sessions.js';

const SET_NAME = 'update app_user set name = $2 where id = $1';

/** Sets the password of a person who has been handed a token. It runs outside of every workspace: the token names it. */
@Injectable()
export class SetPasswordByToken {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly accounts: Accounts,
    private readonly passwords: PasswordHasher,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** The token is looked up before the password is judged and hashed, because both take a processor a while. */
  async acceptInvitation(input: InvitationAcceptance, origin: Origin): Promise<InvitationAccepted> {
    const { token, password, name = null } = input;
    const at = this.clock.now();
    const account = await this.tokens.find(token, 'invitation', at);
    checkPassword(password, account);
    const { id, workspaceId, email } = account;
    const hash = await this.passwords.hash(password);
    const author = { ...origin, actor: actorOf({ ...account, name }) };
    const target = { type: 'user', id };
    await this.database.transaction(async (tx) => {
      await this.tokens.use(tx, token, 'invitation', at);
      await this.accounts.setPassword(tx, id, hash);
      await tx.query(SET_NAME, [uuidOf(id), name]);
      await this.audit.add({ workspaceId, action: 'user.invitation_accepted', author, target, at }, tx);
    });
    return { user_id: id, workspace_id: workspaceId, email };
  }

  async resetPassword({ token, password }: NewPasswordByToken, origin: Origin): Promise<void> {
    const at = this.clock.now();
    const account = await this.tokens.find(token, 'password_reset', at);
    checkPassword(password, account);
    const { id, workspaceId } = account;
    const hash = await this.passwords.hash(password);
    const author = { ...origin, actor: actorOf(account) };
    const target = { type: 'user', id };
    await this.database.transaction(async (tx) => {
      await this.tokens.use(tx, token, 'password_reset', at);
      await this.accounts.setPassword(tx, id, hash);
      await this.sessions.endAll(tx, id, at);
      await this.audit.add({ workspaceId, action: 'password.reset', author, target, at }, tx);
    });
  }
}
