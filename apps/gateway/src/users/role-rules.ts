import type { Role, UserStatus } from '#contracts';
import { DomainError } from '#kernel';
import type { Caller } from '../auth/caller.js';
import { scopesOf } from '../auth/roles.js';

/** The author of a change, as far as the rules ask. */
export type Manager = Pick<Caller, 'scopes' | 'person'>;

/** A user before a change. */
export interface Managed {
  readonly role: Role;
  readonly status: UserStatus;
}

/** Only an owner gives the role of an owner, or touches one. Others manage the roles whose scopes they have themselves. */
export function requireRankOver(manager: Manager, role: Role): void {
  const mayManage =
    role === 'owner'
      ? manager.person?.role === 'owner'
      : [...scopesOf(role)].every((scope) => manager.scopes.has(scope));
  if (!mayManage) throw insufficientRole(`you may not manage somebody of the role ${role}`);
}

/** @throws `insufficient_role` */
export function requireOwner({ person }: Manager): void {
  if (person?.role !== 'owner') throw insufficientRole('only an owner may do this');
}

/** A workspace without an owner could never get one again. @throws `last_owner` */
export function requireOtherOwner(user: Managed, otherOwners: number): void {
  if (user.role !== 'owner' || user.status !== 'active' || otherOwners > 0) return;
  throw new DomainError(
    'conflict',
    'last_owner',
    'this is the last active owner of the workspace: make somebody else an owner first',
  );
}

const insufficientRole = (message: string): DomainError =>
  new DomainError('forbidden', 'insufficient_role', message);
