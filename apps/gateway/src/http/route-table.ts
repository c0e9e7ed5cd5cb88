/** The methods of each path, for a 405 with `Allow`: Fastify answers a wrong method with a 404. */
export class RouteTable {
  private readonly routes: { readonly method: string; readonly segments: readonly string[] }[] = [];

  add(method: string, pattern: string): void {
    this.routes.push({ method, segments: segmentsOf(pattern) });
  }

  /** In alphabetical order; empty for an unknown path. */
  methodsOf(path: string): string[] {
    const segments = segmentsOf(path);
    const matching = this.routes.filter((route) => matches(route.segments, segments));
    return [...new Set(matching.map(({ method }) => method))].toSorted();
  }
}

/** Without the query and without a slash at the end. */
const segmentsOf = (path: string): string[] => (path.split('?')[0] ?? '').replace(/\/$/, '').split('/');

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every(
    (segment, place) => segment === path[place] || (segment.startsWith(':') && path[place] !== ''),
  );
