import type { Actor, AuditEvent } from '../audit-events.js';
import type { Invitation, InvitationAccepted, PasswordReset, User } from '../users.js';
import { IDS } from './ids.js';
import { SECRET } from './workspaces.js';

export const INVITED_USER: User = {
  id: IDS.user,
  email: 'ada@acme.example',
  name: null,
  role: 'member',
  status: 'invited',
  totp_enabled: false,
  created_at: '2026-04-20T09:00:00.000Z',
};

export const USER: User = { ...INVITED_USER, name: 'Ada Lovelace', status: 'active' };

export const INVITATION: Invitation = {
  user: INVITED_USER,
  token: `nmbinvite_${SECRET}`,
  expires_at: '2026-04-27T09:00:00.000Z',
  mailed: false,
};

export const INVITATION_ACCEPTED: InvitationAccepted = {
  user_id: IDS.user,
  workspace_id: IDS.workspace,
  email: USER.email,
};

export const PASSWORD_RESET: PasswordReset = {
  user_id: IDS.user,
  token: `nmbreset_${SECRET}`,
  expires_at: '2026-04-21T09:00:00.000Z',
  mailed: false,
};

export const ACTOR: Actor = { type: 'user', id: IDS.user, name: 'Ada Lovelace' };

export const AUDIT_EVENT: AuditEvent = {
  id: IDS.auditEvent,
  action: 'campaign.launched',
  actor: ACTOR,
  target: { type: 'campaign', id: IDS.campaign },
  address: '203.0.113.7',
  user_agent: 'Mozilla/5.0',
  request_id: '0b54cf0e-4c5b-4a0a-9f0b-7d3a4d6d3b11',
  created_at: '2026-04-23T14:00:00.000Z',
  details: {},
};
