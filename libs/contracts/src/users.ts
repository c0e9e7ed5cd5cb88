import { z } from 'zod';
import { EmailAddress } from './email-address.js';
import { Instant, optionalLine, text } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

export const Role = z.enum(['owner', 'admin', 'member', 'viewer']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** Bounds only: the gateway also refuses a password that is easily guessed. */
export const NewPassword = text(200).min(12);

export const UserStatus = z.enum(['invited', 'active', 'deactivated']).meta({ id: 'UserStatus' });
export type UserStatus = z.infer<typeof UserStatus>;

/** A person in a workspace. */
export const User = z
  .object({
    id: IdOf('user'),
    email: z.string(),
    name: z.string().nullable(),
    role: Role,
    status: UserStatus,
    totp_enabled: z.boolean().meta({ description: 'A login needs a code of an authenticator app.' }),
    created_at: Instant,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const UserInput = z.strictObject({ email: EmailAddress, role: Role });
export type UserInput = z.infer<typeof UserInput>;

export const UserChanges = z.strictObject({ role: Role });
export type UserChanges = z.infer<typeof UserChanges>;

/** A secret that its maker hands over, because the platform sends no mail of its own. */
const HANDED_OVER = {
  token: z.string().meta({ description: 'Shown this once; only its hash is stored. It works once.' }),
  expires_at: Instant.meta({ description: 'When the token stops working.' }),
  mailed: z
    .boolean()
    .meta({ description: 'Always false: nothing is mailed, so hand the token over yourself.' }),
};

export const Invitation = z.object({ user: User, ...HANDED_OVER }).meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const PasswordReset = z
  .object({ user_id: IdOf('user'), ...HANDED_OVER })
  .meta({ id: 'PasswordReset' });
export type PasswordReset = z.infer<typeof PasswordReset>;

const token = text(200);

export const InvitationAcceptance = z.strictObject({
  token,
  password: NewPassword,
  name: optionalLine(200),
});
export type InvitationAcceptance = z.infer<typeof InvitationAcceptance>;

/** The names that a login needs next. */
export const InvitationAccepted = z
  .object({ user_id: IdOf('user'), workspace_id: WorkspaceId, email: z.string() })
  .meta({ id: 'InvitationAccepted' });
export type InvitationAccepted = z.infer<typeof InvitationAccepted>;

export const NewPasswordByToken = z.strictObject({ token, password: NewPassword });
export type NewPasswordByToken = z.infer<typeof NewPasswordByToken>;

export const PasswordChange = z.strictObject({ current_password: text(1_000), password: NewPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;
