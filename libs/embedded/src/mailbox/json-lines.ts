import { open, readFile, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { z } from 'zod';

/** An append-only file of one JSON value per line, held in memory as well. */
export class JsonLines<T> {
  private constructor(
    private readonly file: FileHandle,
    private readonly known: T[],
  ) {}

  /** Reads what is there. A last line without its end was cut off by a kill, before anybody was told of it: it goes. */
  static async open<S extends z.ZodType>(path: string, schema: S): Promise<JsonLines<z.infer<S>>> {
    const file = await open(path, 'a+');
    const content = await readFile(path);
    const complete = content.subarray(0, content.lastIndexOf('\n') + 1);
    if (complete.length < content.length) await truncate(path, complete.length);

    const lines = complete.toString('utf8').split('\n').slice(0, -1);
    return new JsonLines(
      file,
      lines.map((line) => schema.parse(JSON.parse(line))),
    );
  }

  get entries(): readonly T[] {
    return this.known;
  }

  /** Resolves once the lines are in the hands of the operating system. */
  async append(entries: readonly T[]): Promise<void> {
    await this.file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (const entry of entries) this.known.push(entry);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
