import { hash } from 'node:crypto';
import { idOf, type Id } from '#kernel';

/**
 * The same for all contacts of one domain in a workspace, whatever else is said of their company: it is computed from
 * the two, so that nothing has to be stored or kept in step.
 */
export function companyId(workspaceId: string, domain: string): Id<'comp'> {
  const digest = hash('sha256', `${workspaceId} ${domain.toLowerCase()}`);
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 3) | 8).toString(16);
  const uuid = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}`; // RFC 9562, version 8
  return idOf('comp', uuid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}
