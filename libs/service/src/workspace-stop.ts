/** Stops at once the work of a workspace that is being deleted: bound by services that act on their own. */
export abstract class WorkspaceStop {
  /** Answers how many messages are being delivered. To repeat it changes nothing. */
  abstract stop(workspace: string): Promise<number>;
}
