import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { JsonLines } from './json-lines.js';

export const StoredMessage = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  received_at: z.string(),
  message_id: z.string(),
  /** The envelope's sender; messages of earlier versions have none. */
  return_path: z.string().default(''),
  /** The place of its bytes in the file of raw messages. */
  offset: z.number(),
  length: z.number(),
});
export type StoredMessage = z.infer<typeof StoredMessage>;

export type MessageHead = Omit<StoredMessage, 'id' | 'offset' | 'length'>;

interface PendingAppend {
  readonly head: MessageHead;
  readonly raw: Buffer;
  readonly resolve: (stored: StoredMessage) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * All messages, append-only: their bytes in one file, and one line about each in another. The bytes are written
 * first, so a line always has its message. Messages that arrive during a write go into the next one together.
 */
export class MessageLog {
  private pending: PendingAppend[] = [];
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly index: JsonLines<StoredMessage>,
    private readonly rawFile: FileHandle,
  ) {}

  static async open(dir: string): Promise<MessageLog> {
    const index = await JsonLines.open(join(dir, 'messages.ndjson'), StoredMessage);
    return new MessageLog(index, await open(join(dir, 'messages.eml'), 'a+'));
  }

  get messages(): readonly StoredMessage[] {
    return this.index.entries;
  }

  find(id: string): StoredMessage | undefined {
    const message = this.messages[Number(id) - 1];
    return message?.id === id ? message : undefined;
  }

  async read({ offset, length }: StoredMessage): Promise<Buffer> {
    const { buffer } = await this.rawFile.read(Buffer.alloc(length), 0, length, offset);
    return buffer;
  }

  /** Resolves when the operating system has the message: a kill of this process does not lose it. */
  append(head: MessageHead, raw: Buffer): Promise<StoredMessage> {
    return new Promise((resolve, reject) => {
      this.pending.push({ head, raw, resolve, reject });
      this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    });
  }

  async close(): Promise<void> {
    await this.writing;
    await this.index.close();
    await this.rawFile.close();
  }

  private async writeAll(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0);
      try {
        const stored = await this.write(batch);
        for (const [index, message] of stored.entries()) batch[index]?.resolve(message);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  private async write(batch: readonly PendingAppend[]): Promise<StoredMessage[]> {
    let offset = (await this.rawFile.stat()).size; // read each time: a failed write may have left a part
    const stored = batch.map(({ head, raw }, index) => {
      const message = { id: String(this.messages.length + index + 1), ...head, offset, length: raw.length };
      offset += raw.length;
      return message;
    });
    await this.rawFile.appendFile(Buffer.concat(batch.map(({ raw }) => raw)));
    await this.index.append(stored);
    return stored;
  }
}
