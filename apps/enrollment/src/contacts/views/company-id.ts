import { hash } from 'node:crypto';
import { idOf, type Id } from '#kernel';

/**
 * The same for all contacts of one domain in a workspace: it is computed from both, so nothing has to be stored or kept
 * in step. The hash becomes a UUID of version 8 (RFC 9562).
 */
export function companyId(workspaceId: Id<'ws'>, domain: string): Id<'comp'> {
  const digest = hash('sha256', `${workspaceId} ${domain.toLowerCase()}`);
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4);
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ];
  return idOf('comp', groups.join('-'));
}
