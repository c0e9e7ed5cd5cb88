import { Client } from 'pg';

/**
 * Counts the statements that this process sends to PostgreSQL, `begin` and `commit` included, by service and by their
 * first words. All services run in this process, so these are all statements of the system.
 */
export class StatementCounter {
  private readonly counts = new Map<string, number>();

  constructor() {
    const query: unknown = Reflect.get(Client.prototype, 'query');
    if (typeof query !== 'function') throw new Error('pg has no query() to count');
    const apply = (target: object, client: Client, args: unknown[]): unknown => {
      this.count(client, args[0]);
      return typeof target === 'function' ? Reflect.apply(target, client, args) : undefined;
    };
    Reflect.set(Client.prototype, 'query', new Proxy(query, { apply }));
  }

  reset(): void {
    this.counts.clear();
  }

  get total(): number {
    return [...this.counts.values()].reduce((total, each) => total + each, 0);
  }

  /** The most frequent ones. */
  top(size: number): readonly (readonly [statement: string, count: number])[] {
    return [...this.counts].toSorted(([, a], [, b]) => b - a).slice(0, size);
  }

  private count(client: Client, statement: unknown): void {
    const text =
      typeof statement === 'string'
        ? statement
        : typeof statement === 'object' && statement !== null && 'text' in statement
          ? String(statement.text)
          : '?';
    const name = `${serviceOf(client)}: ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 90)}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}

function serviceOf(client: Client): string {
  const parameters: unknown = Reflect.get(client, 'connectionParameters');
  const name: unknown = Reflect.get(Object(parameters), 'application_name');
  return typeof name === 'string' ? name.replace('nimbus-', '') : '?';
}
