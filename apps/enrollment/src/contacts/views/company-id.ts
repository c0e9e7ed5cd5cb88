import { hash } from 'node:crypto';
import { idOf, type Id } from '#kernel';

/**
 * The same for all contacts of one domain in a workspace, whatever else is said of their company: it is computed from
 * the two, so that nothing has to be stored or kept in step. The hash becomes a UUID of version 8 (RFC 9562).
 */
export function companyId(workspaceId: string, domain: string): Id<'comp'> {
  const digest = hash('sha256', `${workspaceId} ${domain.toLowerCase()}`);
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4);
  // Put together without dashes, which an id does without: a pattern for them took as long as all the rest.
  return idOf('comp', digest.slice(0, 12) + '8' + digest.slice(13, 16) + variant + digest.slice(17, 32));
}
