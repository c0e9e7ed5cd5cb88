import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateGateway1795824000000 } from './1795824000000-create-gateway.js';
import { Edge1795919402000 } from './1795919402000-edge.js';
import { People1795921039000 } from './1795921039000-people.js';
import { Recipients1795950000100 } from './1795950000100-recipients.js';
import { EventStreams1795953700000 } from './1795953700000-event-streams.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateGateway1795824000000,
  Edge1795919402000,
  People1795921039000,
  Recipients1795950000100,
  EventStreams1795953700000,
  DeletedWorkspaces1796010000000,
];
