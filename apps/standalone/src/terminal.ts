import type { WriteStream } from 'node:tty';

/** The interval of progress lines where nothing can be redrawn, e.g. in a file. */
const PLAIN_INTERVAL_MS = 3_000;

/** Prints lines for the user. Logs of the services go to a file, so that the two do not mix. */
export class Terminal {
  private drawn = false;
  private lastPlain = { line: '', at: 0 };

  constructor(private readonly out: WriteStream) {}

  readonly print = (line: string): void => {
    if (this.drawn) this.out.write('\n');
    this.drawn = false;
    this.out.write(`${line}\n`);
  };

  /** Redraws the last line on a terminal; elsewhere prints a changed line, every few seconds at most. */
  readonly progress = (line: string): void => {
    if (this.out.isTTY) {
      this.out.write(`\r\u001B[K${line}`);
      this.drawn = true;
      return;
    }
    const now = Date.now();
    if (line === this.lastPlain.line || now - this.lastPlain.at < PLAIN_INTERVAL_MS) return;
    this.lastPlain = { line, at: now };
    this.out.write(`${line}\n`);
  };
}
