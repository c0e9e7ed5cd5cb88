import { isId, onBehalfOf } from '#kernel';

/**
 * A request that names its `workspace_id` is answered on behalf of that workspace, and the store holds the answer to its
 * rows. One that does not is a question between services, about whatever it names.
 */
export function onBehalfOfAsker<T>(request: unknown, answer: () => T): T {
  const workspace =
    typeof request === 'object' && request !== null && 'workspace_id' in request && request.workspace_id;
  return typeof workspace === 'string' && isId('ws', workspace) ? onBehalfOf(workspace, answer) : answer();
}
