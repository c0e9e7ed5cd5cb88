import { AsyncLocalStorage } from 'node:async_hooks';
import { uuidOf, type Id } from './ids.js';

const storage = new AsyncLocalStorage<string>();

/**
 * Runs `fn`, and everything that it awaits, on behalf of one workspace: the database then reads and writes only rows
 * of that workspace. Outside of it a service works for all workspaces, as its schedules do.
 */
export const onBehalfOf = <T>(workspace: Id<'ws'>, fn: () => T): T => storage.run(uuidOf(workspace), fn);

/** The uuid of the workspace of the current work. Undefined for work that serves all workspaces. */
export const currentTenant = (): string | undefined => storage.getStore();
