import { WorkspaceId } from '#contracts';
import { onBehalfOf } from '#kernel';
import { z } from 'zod';

const OfOneWorkspace = z.object({ workspace_id: WorkspaceId });

/**
 * A request that names its `workspace_id` is answered on behalf of that workspace, and the store holds the answer to its
 * rows. One that does not is a question between services, about whatever it names.
 */
export function onBehalfOfAsker<T>(request: unknown, answer: () => T): T {
  const { data } = OfOneWorkspace.safeParse(request);
  return data === undefined ? answer() : onBehalfOf(data.workspace_id, answer);
}
