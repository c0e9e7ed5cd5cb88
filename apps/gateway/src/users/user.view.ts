import type { Role, User, UserStatus } from '#contracts';
import { idOf } from '#kernel';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly has_password: boolean;
  readonly totp_enabled: boolean;
  readonly deactivated_at: Date | null;
  readonly created_at: Date;
}

export const userOf = (row: UserRow): User => ({
  id: idOf('user', row.id),
  email: row.email,
  name: row.name,
  role: row.role,
  status: statusOf(row),
  totp_enabled: row.totp_enabled,
  created_at: row.created_at.toISOString(),
});

const statusOf = ({ deactivated_at, has_password }: UserRow): UserStatus =>
  deactivated_at !== null ? 'deactivated' : has_password ? 'active' : 'invited';
