import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateBus1796000000000 } from './1796000000000-create-bus.js';

/** Oldest first. */
export const migrations = [Foundation1700000000000, CreateBus1796000000000, DeletedWorkspaces1796010000000];
