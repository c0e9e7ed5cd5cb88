import type { DeclaredRoute } from './declared-routes.js';
import type { RouteNotes } from './routes.js';

/** A route with all that is said of it. */
export interface DescribedRoute extends DeclaredRoute {
  readonly key: string;
  readonly notes: RouteNotes;
}
