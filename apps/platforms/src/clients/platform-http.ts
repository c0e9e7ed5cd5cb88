import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#kernel';
import { HttpFailure, type HttpAnswer, type OutboundHttp } from '#outbound';
import { meaningOf } from './domain/answer-of.js';
import { retryAfterMs } from './domain/retry-after.js';
import type { PlatformHttp, PlatformRequest } from './platform-client.js';
import { PlatformError } from './platform-error.js';
import type { Rate, TokenBucket } from './token-bucket.js';

const TIMEOUT_MS = 15_000;
/** A page of 100 leads with the texts of ten steps each is 10 MB. */
const MAX_BYTES = 32 * 1_024 * 1_024;
/** Before an idempotent request is asked again. A person may wait for its end, and is answered within three seconds. */
const PAUSES_MS = [200, 800];

interface Binding {
  readonly connectionId: string;
  readonly baseUrl: string;
  readonly rate: Rate;
  readonly patienceMs: number;
  /** Nothing of these may be in a message. */
  readonly secrets: readonly string[];
}

/** Requests of one connection by HTTP. */
export class BoundPlatformHttp implements PlatformHttp {
  constructor(
    private readonly http: OutboundHttp,
    private readonly bucket: TokenBucket,
    private readonly clock: Clock,
    private readonly binding: Binding,
  ) {}

  /** A single failure of theirs must not send a whole plan or look-up back to its start. */
  async request(asked: PlatformRequest): Promise<unknown> {
    for (const pauseMs of asked.idempotent ? PAUSES_MS : []) {
      try {
        return await this.requestOnce(asked);
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      await wait(pauseMs);
    }
    return this.requestOnce(asked);
  }

  private async requestOnce(asked: PlatformRequest): Promise<unknown> {
    const { connectionId, rate, patienceMs, secrets } = this.binding;
    await this.bucket.take(connectionId, rate, patienceMs);
    const answer = await this.send(asked);
    const contentType = [answer.headers['content-type'] ?? ''].flat().join();
    const text = answer.body.toString('utf8');
    const meaning = meaningOf({ status: answer.status, contentType, text }, secrets);
    if (meaning.kind === 'ok') return meaning.body;
    if (meaning.kind === 'rate_limited') throw await this.limited(answer, meaning.message);
    // A timeout of theirs, or an answer that was lost on its way through a proxy: their part may be done.
    const doubtful = meaning.kind === 'unavailable' && !asked.idempotent;
    throw new PlatformError(meaning.kind, meaning.message, { doubtful });
  }

  private async send(asked: PlatformRequest): Promise<HttpAnswer> {
    const { method, path, query = {}, headers, body, idempotent, timeoutMs = TIMEOUT_MS } = asked;
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    try {
      return await this.http.request({
        url: `${this.binding.baseUrl}${path}${search.size === 0 ? '' : `?${search.toString()}`}`,
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'Nimbus-Platforms/1',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        purpose: 'https',
        timeoutMs,
        maxBytes: MAX_BYTES,
        whenLarger: 'fail',
        keepAlive: idempotent,
      });
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      const doubtful = !idempotent && !error.nothingSent;
      throw new PlatformError('unavailable', error.message, { doubtful, timedOut: error.code === 'timeout' });
    }
  }

  /** Their word on when to ask again, or a whole window of their limit. */
  private async limited({ headers }: HttpAnswer, message: string): Promise<PlatformError> {
    const now = this.clock.now();
    const waitMs = retryAfterMs(headers, now) ?? this.binding.rate.perMs;
    await this.bucket.block(this.binding.connectionId, waitMs);
    return new PlatformError('rate_limited', message, { retryAt: new Date(now.getTime() + waitMs) });
  }
}

/** After a timeout the caller has waited long enough already. */
const isPassing = (error: unknown): boolean =>
  error instanceof PlatformError && error.kind === 'unavailable' && !error.timedOut;
