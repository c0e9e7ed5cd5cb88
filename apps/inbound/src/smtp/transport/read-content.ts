import type { SMTPServerDataStream } from 'smtp-server';
import { smtpReply } from './smtp-reply.js';

/** Bytes of mails that are held in memory at once, by all connections. */
export class HeldBytes {
  private held = 0;

  constructor(private readonly max: number) {}

  hold(bytes: number): boolean {
    if (this.held + bytes > this.max) return false;
    this.held += bytes;
    return true;
  }

  release(bytes: number): void {
    this.held -= bytes;
  }
}

/**
 * Hands the content of a mail to `use`, and holds its bytes until that is done. A mail beyond the limits is read to its
 * end, as SMTP wants it, and not kept; the server itself answers 552 to one that is too large.
 *
 * @throws an SMTP reply 452 when other mails take all the memory.
 */
export async function withContent(
  stream: SMTPServerDataStream,
  bytes: HeldBytes,
  use: (raw: Buffer) => Promise<void>,
): Promise<void> {
  const chunks: Buffer[] = [];
  let held = 0;
  let isKept = true;
  const drop = (): void => {
    isKept = false;
    chunks.length = 0;
    bytes.release(held);
    held = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (!isKept) continue;
      if (stream.sizeExceeded || !bytes.hold(chunk.length)) {
        drop();
        continue;
      }
      held += chunk.length;
      chunks.push(chunk);
    }
    if (stream.sizeExceeded) return;
    if (!isKept) throw smtpReply(452, '4.3.1 Too much mail at once, try again later');
    await use(Buffer.concat(chunks));
  } finally {
    bytes.release(held);
  }
}
