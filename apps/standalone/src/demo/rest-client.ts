import { z } from 'zod';
import { pageOf } from '#contracts';

/** Calls the REST API with an API key, as every user of the product does, and parses responses by their contracts. */
export class RestClient {
  readonly authorization: Readonly<Record<string, string>>;

  constructor(
    readonly baseUrl: string,
    apiKey: string,
  ) {
    this.authorization = { authorization: `Bearer ${apiKey}` };
  }

  async get<Answer extends z.ZodType>(answer: Answer, path: string): Promise<z.output<Answer>> {
    return answer.parse(await this.call('GET', path));
  }

  async post<Answer extends z.ZodType>(
    answer: Answer,
    path: string,
    body?: unknown,
  ): Promise<z.output<Answer>> {
    return answer.parse(await this.call('POST', path, body));
  }

  async patch<Answer extends z.ZodType>(
    answer: Answer,
    path: string,
    body: unknown,
  ): Promise<z.output<Answer>> {
    return answer.parse(await this.call('PATCH', path, body));
  }

  /** An action whose response is not needed, such as a launch. */
  async act(path: string): Promise<void> {
    await this.call('POST', path);
  }

  /** Reads a list page by page. */
  async *each<Item extends z.ZodType>(item: Item, path: string): AsyncGenerator<z.output<Item>> {
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.output<ReturnType<typeof pageOf<Item>>> = await this.get(
        pageOf(item),
        `${path}?page_size=500${query}`,
      );
      yield* page.results;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }

  async all<Item extends z.ZodType>(item: Item, path: string): Promise<z.output<Item>[]> {
    const items: z.output<Item>[] = [];
    for await (const each of this.each(item, path)) items.push(each);
    return items;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.baseUrl}/api/v1/${path}`, {
      method,
      headers: {
        ...this.authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
