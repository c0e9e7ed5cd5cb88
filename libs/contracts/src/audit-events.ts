import { z } from 'zod';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';

/** Every action that the audit trail keeps. The first word names the kind of the target. */
export const AuditAction = z
  .enum([
    'workspace.created',
    'workspace.changed',
    'login.succeeded',
    'login.failed',
    'session.ended',
    'session.refresh_reused',
    'api_key.created',
    'api_key.revoked',
    'user.invited',
    'user.invitation_accepted',
    'user.role_changed',
    'user.deactivated',
    'user.activated',
    'password.changed',
    'password.reset_issued',
    'password.reset',
    'totp.enabled',
    'totp.disabled',
    'totp.reset',
    'policy.changed',
    'export.requested',
    'campaign.launched',
    'campaign.paused',
    'campaign.resumed',
    'campaign.archived',
    'client.deleted',
    'contact.deleted',
    'platform_connection.created',
    'platform_connection.changed',
    'platform_connection.hook_rotated',
    'platform_connection.deleted',
    'segment.deleted',
    'sending_account.created',
    'sending_account.changed',
    'sending_account.paused',
    'sending_account.activated',
    'sending_account.deleted',
    'sequence.deleted',
    'suppression.deleted',
    'webhook.created',
    'webhook.changed',
    'webhook.secret_rotated',
    'webhook.deleted',
  ])
  .meta({ id: 'AuditAction' });
export type AuditAction = z.infer<typeof AuditAction>;

/** The author of an action, with the name at that time. */
export const Actor = z
  .object({
    type: z.enum(['user', 'key', 'operator', 'anonymous']).meta({
      description: '`anonymous` is somebody who has not logged in, such as in `login.failed`.',
    }),
    id: z.string().nullable().meta({ description: 'The id of the user or the API key.' }),
    name: z.string(),
  })
  .meta({ id: 'Actor' });
export type Actor = z.infer<typeof Actor>;

export const AuditTarget = z.object({ type: z.string(), id: z.string() }).meta({ id: 'AuditTarget' });
export type AuditTarget = z.infer<typeof AuditTarget>;

/** One entry of the audit trail. */
export const AuditEvent = z
  .object({
    id: IdOf('aud'),
    action: AuditAction,
    actor: Actor,
    target: AuditTarget.nullable(),
    address: z.string().meta({ description: 'The network address that the request came from.' }),
    user_agent: z.string().nullable(),
    request_id: z.string().meta({ description: 'As in `X-Request-Id` of the request.' }),
    created_at: Instant,
    details: z.record(z.string(), z.unknown()).meta({ description: 'Each action has its own.' }),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof AuditEvent>;
