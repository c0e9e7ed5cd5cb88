import { setTimeout as wait } from 'node:timers/promises';

type Headers = Readonly<Record<string, string>>;

const ATTEMPTS = 10;

/** Posts hooks as platforms do: again with growing pauses until it is answered 2xx, ten times at most. */
export class HookSender {
  /** Bodies that were answered 2xx, and those that were given up. */
  readonly delivered: unknown[] = [];
  readonly lost: unknown[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly ending = new AbortController();

  send(url: string, body: unknown, headers: Headers = {}): void {
    const delivery = this.deliver(url, body, headers).finally(() => this.running.delete(delivery));
    this.running.add(delivery);
  }

  /** Resolves when every hook is delivered or given up. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  stop(): void {
    this.ending.abort();
  }

  private async deliver(url: string, body: unknown, headers: Headers): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS && !this.ending.signal.aborted; attempt += 1) {
      if (await this.post(url, body, headers)) return void this.delivered.push(body);
      await wait(100 * 2 ** attempt, undefined, { signal: this.ending.signal }).catch(() => undefined); // stopped
    }
    this.lost.push(body);
  }

  private async post(url: string, body: unknown, headers: Headers): Promise<boolean> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: this.ending.signal,
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false; // nobody listens, or the connection was cut: tried again
    }
  }
}
