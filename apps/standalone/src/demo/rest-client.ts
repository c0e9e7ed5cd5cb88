import { pageOf } from '#contracts';
import { z } from 'zod';

/** The demo uses the product as every caller does: over HTTP, with an API key. Answers are parsed by their contract. */
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

  /** An action on something, such as a launch, whose answer nobody needs. */
  async act(path: string): Promise<void> {
    await this.call('POST', path);
  }

  /** Every row of a list, page by page. */
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
