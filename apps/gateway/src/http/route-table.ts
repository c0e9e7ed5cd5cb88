interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly literals: number;
}

/** The methods of each path, for a 405 with `Allow`: Fastify answers a wrong method with a 404. */
export class RouteTable {
  private readonly routes: Route[] = [];

  add(method: string, pattern: string): void {
    const segments = segmentsOf(pattern);
    this.routes.push({ method, segments, literals: segments.filter((each) => !isParameter(each)).length });
  }

  /** In alphabetical order; empty for an unknown path. As the router does, it prefers `search` to `:id`. */
  methodsOf(target: string): string[] {
    const path = segmentsOf(target).map(decoded);
    const matching = this.routes.filter(({ segments }) => matches(segments, path));
    const literals = Math.max(...matching.map((route) => route.literals));
    const closest = matching.filter((route) => route.literals === literals);
    return [...new Set(closest.map(({ method }) => method))].toSorted();
  }
}

/** Without the query and without a slash at the end. */
function segmentsOf(target: string): string[] {
  const [path = ''] = target.split('?', 1);
  return (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
}

/** The router decodes a path before it looks for the route; it refuses one that cannot be decoded earlier. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const isParameter = (segment: string): boolean => segment.startsWith(':');

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, place) => segment === path[place] || (isParameter(segment) && path[place] !== ''));
