import type { Role } from '#contracts';
import { ALL_SCOPES, type Scope } from './scopes.js';

const READING = ALL_SCOPES.filter((scope) => scope.endsWith(':read'));

/** A member changes campaigns and contacts, but not sending accounts, webhooks and the workspace itself. */
const SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  owner: ALL_SCOPES,
  admin: ALL_SCOPES,
  member: [...READING, 'campaigns:write', 'contacts:write', 'sequences:write'],
  viewer: READING,
};

export const scopesOf = (role: Role): ReadonlySet<Scope> => new Set(SCOPES[role]);
