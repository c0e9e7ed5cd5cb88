import { Injectable } from '@nestjs/common';
import { MAX_HOOKS, ReceiveHooks, type ReceivedHook } from '#contracts';
import { unavailable } from '#kernel';
import { batchesOf, RpcClient } from '#messaging';

/** While these are under way, the hooks that come are gathered for the next one. */
const REQUESTS_AT_ONCE = 2;
/** Hooks that wait for their request. With more, a flood would take the memory of the API. */
const MAX_WAITING_BYTES = 16_000_000;

export type HookResult = 'stored' | 'unknown_token';

interface Waiting {
  readonly hook: ReceivedHook;
  readonly bytes: number;
  readonly resolve: (result: HookResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Hands hooks over to the platforms service, many in one request: alone each would cost a request and a statement. */
@Injectable()
export class HookIntake {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private requests = 0;

  constructor(private readonly rpc: RpcClient) {}

  /**
   * Resolves once the hook is durable, or its token is unknown.
   *
   * @throws DomainError `unavailable` while too many wait, or the service is away
   */
  store(hook: ReceivedHook): Promise<HookResult> {
    if (this.waitingBytes > MAX_WAITING_BYTES) throw unavailable('too many hooks wait');
    const bytes = Buffer.byteLength(JSON.stringify(hook));
    return new Promise((resolve, reject) => {
      this.waiting.push({ hook, bytes, resolve, reject });
      this.waitingBytes += bytes;
      if (this.requests < REQUESTS_AT_ONCE) void this.work();
    });
  }

  /** Never rejects: each hook gets its own failure. */
  private async work(): Promise<void> {
    this.requests += 1;
    while (this.waiting.length > 0) await this.send(this.next());
    this.requests -= 1;
  }

  /** As many as fit into one message, the oldest first. */
  private next(): Waiting[] {
    const [batch = []] = batchesOf(this.waiting.slice(0, MAX_HOOKS), { bytesOf: ({ bytes }) => bytes });
    this.waiting = this.waiting.slice(batch.length);
    for (const { bytes } of batch) this.waitingBytes -= bytes;
    return batch;
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    try {
      const { results } = await this.rpc.request(ReceiveHooks, { hooks: batch.map(({ hook }) => hook) });
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error('an answer has fewer results than hooks'));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
