import type { Id } from '#kernel';

/** The part of a CloudEvent that says which command it is. */
interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The trace of its sender, as written there. */
  readonly traceparent?: string | undefined;
  readonly data: unknown;
}

/** A command whose envelope is sound. Its data are not read yet. */
export interface Command {
  readonly workspaceId: Id<'ws'>;
  readonly envelope: Envelope;
  /** The digest of all that the command says: another command may not have the same id. */
  readonly digest: string;
  /** When it happened, as the sender says, or when the server got it. */
  readonly at: Date;
}

/** The time of a signal about a message: not before it left, and not in the future, whatever the sender's clock says. */
export function timeOfSignal(given: Date, sentAt: Date | null, now: Date): Date {
  const earliest = sentAt !== null && given < sentAt ? sentAt : given;
  return earliest > now ? now : earliest;
}
