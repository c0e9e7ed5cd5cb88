import type { Answer, Asked } from './http-front.js';

type Handler = (asked: Asked, ...parts: string[]) => Answer;

/** The operations of a platform, by `METHOD /path` with `:name` for parts of the path. */
export class Routes {
  private readonly routes: { readonly pattern: RegExp; readonly handler: Handler }[] = [];

  on(operation: string, handler: Handler): this {
    const pattern = new RegExp(`^${operation.replaceAll(/:\w+/g, '([^/]+)')}$`);
    this.routes.push({ pattern, handler });
    return this;
  }

  /** Undefined for an operation that the platform does not have. */
  answer(asked: Asked): Answer | undefined {
    for (const { pattern, handler } of this.routes) {
      const [match, ...parts] = pattern.exec(`${asked.method} ${asked.path}`) ?? [];
      if (match !== undefined) return handler(asked, ...parts.map(decodeURIComponent));
    }
    return undefined;
  }
}

/** The fields of a body that is an object. */
export function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

/** A field that is a text; empty where it is none. */
export function textOf(body: unknown, field: string): string {
  const value = fieldsOf(body)[field];
  return typeof value === 'string' ? value : '';
}
