import { Injectable } from '@nestjs/common';
import type { Invitation, PasswordReset, Role, User, UserInput } from '#contracts';
import { Clock, DomainError, type Id } from '#kernel';
import type { Author } from '../audit-log/author.js';
import type { Caller } from '../auth/caller.js';
import { newOneTimeToken, type OneTimeToken } from '../auth/one-time-token.js';
import { requireOtherOwner, requireOwner, requireRankOver } from './role-rules.js';
import { Users, type ChangeOf } from './users.js';

/** Invites people, changes their roles, and lets them in or out. */
@Injectable()
export class ManageUsers {
  constructor(
    private readonly users: Users,
    private readonly clock: Clock,
  ) {}

  async invite(caller: Caller, author: Author, input: UserInput): Promise<Invitation> {
    requireRankOver(caller, input.role);
    const request = this.request(caller, author);
    const token = newOneTimeToken('invitation', request.at);
    const user = await this.users.invite(input, request, token, (invited) =>
      requireRankOver(caller, invited.role),
    );
    return { user, ...handedOver(token) };
  }

  changeRole(caller: Caller, author: Author, id: Id<'user'>, role: Role): Promise<User> {
    return this.users.change(id, this.request(caller, author), (user, otherOwners) => {
      requireRankOver(caller, user.role);
      requireRankOver(caller, role);
      if (role === user.role) return undefined;
      requireOtherOwner(user, otherOwners);
      return { action: 'user.role_changed', role, details: { from: user.role, to: role } };
    });
  }

  deactivate(caller: Caller, author: Author, id: Id<'user'>): Promise<User> {
    return this.users.change(id, this.request(caller, author), (user, otherOwners) => {
      requireRankOver(caller, user.role);
      if (user.status === 'deactivated') return undefined;
      requireOtherOwner(user, otherOwners);
      return { action: 'user.deactivated', active: false };
    });
  }

  activate(caller: Caller, author: Author, id: Id<'user'>): Promise<User> {
    return this.users.change(id, this.request(caller, author), (user) => {
      requireRankOver(caller, user.role);
      return user.status === 'deactivated' ? { action: 'user.activated', active: true } : undefined;
    });
  }

  async issueReset(caller: Caller, author: Author, id: Id<'user'>): Promise<PasswordReset> {
    const request = this.request(caller, author);
    const token = newOneTimeToken('password_reset', request.at);
    await this.users.change(id, request, (user) => {
      requireRankOver(caller, user.role);
      requireActive(user);
      return { action: 'password.reset_issued', token };
    });
    return { user_id: id, ...handedOver(token) };
  }

  /** For a person who has lost the authenticator app and the recovery codes. Only an owner takes such a protection away. */
  resetTotp(caller: Caller, author: Author, id: Id<'user'>): Promise<User> {
    return this.users.change(id, this.request(caller, author), (user) => {
      requireOwner(caller);
      return user.totp_enabled ? { action: 'totp.reset', removesTotp: true } : undefined;
    });
  }

  private request({ workspaceId }: Caller, author: Author): ChangeOf {
    return { workspaceId, author, at: this.clock.now() };
  }
}

/** Nothing is mailed: the platform has no sender of its own, and sending accounts belong to campaigns. */
const handedOver = ({ token, expiresAt }: OneTimeToken) => ({
  token,
  expires_at: expiresAt.toISOString(),
  mailed: false,
});

function requireActive({ id, status }: User): void {
  if (status === 'active') return;
  throw new DomainError(
    'conflict',
    'invalid_transition',
    `user ${id} is ${status}: there is no password to reset`,
    {
      state: status,
      action: 'reset-password',
    },
  );
}
