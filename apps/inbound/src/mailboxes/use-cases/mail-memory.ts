import { Injectable } from '@nestjs/common';

/** Twice the largest message and more. imapflow holds a message twice while it arrives. */
const MAX_BYTES = 64 * 1_024 * 1_024;

interface Waiting {
  readonly bytes: number;
  readonly start: () => void;
}

/** Bounds the mails in memory, over all mailboxes: 500 of them with 25 MB each would be 12 GB. First come, first served. */
@Injectable()
export class MailMemory {
  private free = MAX_BYTES;
  private readonly waiting: Waiting[] = [];

  /** Runs `work` when there is room for `bytes`, and keeps the room until it has ended. */
  async holding<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const needed = Math.min(bytes, MAX_BYTES);
    await new Promise<void>((start) => {
      this.waiting.push({ bytes: needed, start });
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.free += needed;
      this.admit();
    }
  }

  private admit(): void {
    for (let first = this.waiting[0]; first !== undefined; first = this.waiting[0]) {
      if (first.bytes > this.free) return;
      this.free -= first.bytes;
      this.waiting.shift();
      first.start();
    }
  }
}
