import { AsyncLocalStorage } from 'node:async_hooks';
import { uuidOf, type Id } from './ids.js';

const storage = new AsyncLocalStorage<string>();

/**
 * Runs `fn`, and everything that it awaits, on behalf of one workspace: the store then shows and takes rows of that
 * workspace alone, whatever a statement says. Outside of it a service works for all of them, as its schedules do.
 */
export const onBehalfOf = <T>(workspace: Id<'ws'>, fn: () => T): T => storage.run(uuidOf(workspace), fn);

/** The workspace of the work at hand, in its stored form. Undefined when it is nobody's in particular. */
export const currentTenant = (): string | undefined => storage.getStore();
