import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import type { z } from 'zod';

/** An append-only file of one JSON value per line, held in memory as well. */
export class JsonLines<T> {
  private constructor(
    private readonly file: FileHandle,
    private readonly values: T[],
  ) {}

  /** Reads the file. An incomplete last line is removed: a kill cut it off before its write was confirmed. */
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
    return this.values;
  }

  /** Resolves when the operating system has the lines. */
  async append(entries: readonly T[]): Promise<void> {
    await this.file.appendFile(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (const entry of entries) this.values.push(entry);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
