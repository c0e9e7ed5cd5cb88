import { isId, type Id } from '#kernel';

/** The workspace and the command that a subject names. The server lets a user publish below its own workspace only. */
export interface Address {
  readonly workspaceId: Id<'ws'>;
  /** Such as `contacts.upsert`; it may be none of ours. */
  readonly command: string;
}

/** Null for a subject without a workspace. */
export function addressIn(subject: string): Address | null {
  const [, , workspaceId = '', ...command] = subject.split('.');
  return isId('ws', workspaceId) ? { workspaceId, command: command.join('.') } : null;
}

const LITERAL_TOKENS = /^[\w-]+(?:\.[\w-]+)*$/;
const MAX_SUBJECT = 250;

/**
 * Whether an answer may go there: below the workspace's own subjects of replies. The service may publish where the sender
 * may not, and an answer elsewhere would reach another workspace, or pass for an event.
 */
export function mayAnswerAt(subject: string, prefix: string, workspaceId: Id<'ws'>): boolean {
  const own = `${prefix}.${workspaceId}.`;
  if (!subject.startsWith(own) || subject.length > MAX_SUBJECT) return false;
  return LITERAL_TOKENS.test(subject.slice(own.length));
}
