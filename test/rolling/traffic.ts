import { Pool } from 'undici';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

/** One request of the mix; `status` is the only one that counts as an answer. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onAnswer?: (body: unknown) => void;
}

const CONNECTIONS = 100;
const TICK_MS = 5;

/**
 * Sends requests at a constant rate, whether or not earlier ones are answered, as independent callers do. Nothing is sent
 * twice: whatever is not the expected answer is a failure.
 */
export class Traffic {
  readonly failures: string[] = [];
  readonly latencies: number[] = [];
  sent = 0;
  private readonly pool: Pool;
  private readonly running = new Set<Promise<void>>();
  private readonly startedAt = performance.now();
  private stoppedAt = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly rest: RestClient,
    private readonly perSecond: number,
    private readonly next: (turn: number) => Call,
  ) {
    this.pool = new Pool(rest.baseUrl, { connections: CONNECTIONS, keepAliveTimeout: 60_000 });
    this.timer = setInterval(() => this.sendDue(), TICK_MS);
  }

  /** Resolves when every request has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stoppedAt = performance.now();
    await Promise.all(this.running);
    await this.pool.close();
  }

  get summary(): string {
    const sorted = this.latencies.toSorted((a, b) => a - b);
    const at = (share: number): string => `${Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)} ms`;
    const seconds = (this.stoppedAt - this.startedAt) / 1_000;
    return (
      `${this.sent} requests in ${Math.round(seconds)} s (${Math.round(this.sent / seconds)}/s), ` +
      `${this.failures.length} failed; p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(0.999999)}`
    );
  }

  private sendDue(): void {
    const due = Math.floor(((performance.now() - this.startedAt) / 1_000) * this.perSecond);
    for (; this.sent < due; this.sent += 1) {
      const sending = this.send(this.next(this.sent)).finally(() => this.running.delete(sending));
      this.running.add(sending);
    }
  }

  private async send({ method, path, status, body, headers, onAnswer }: Call): Promise<void> {
    const startedAt = performance.now();
    try {
      const answer = await this.pool.request({
        method,
        path: `/api/v1/${path}`,
        headers: {
          ...this.rest.authorization,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await answer.body.text();
      if (answer.statusCode === status) onAnswer?.(JSON.parse(text));
      else this.failures.push(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${String(error)}`);
    }
    this.latencies.push(performance.now() - startedAt);
  }
}
