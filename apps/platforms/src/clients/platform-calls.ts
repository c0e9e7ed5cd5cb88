import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { OutboundHttp } from '#outbound';
import { CLIENTS_OPTIONS, type ClientsOptions } from './clients-config.js';
import type { PlatformCall, PlatformClient } from './platform-client.js';
import { BoundPlatformHttp } from './platform-http.js';
import { TokenBucket } from './token-bucket.js';

/** A connection with its decrypted credentials. */
export interface OpenConnection {
  /** UUID. */
  readonly id: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** How long a request waits for a token of its connection, unless the caller cannot wait as long. */
const PATIENCE_MS = 30_000;

/** Makes the calls of a connection. */
@Injectable()
export class PlatformCalls {
  constructor(
    private readonly http: OutboundHttp,
    private readonly bucket: TokenBucket,
    private readonly clock: Clock,
    @Inject(CLIENTS_OPTIONS) private readonly options: ClientsOptions,
  ) {}

  of(
    { platform, rate }: Pick<PlatformClient, 'platform' | 'rate'>,
    { id, credentials }: OpenConnection,
    { patienceMs = PATIENCE_MS }: { readonly patienceMs?: number } = {},
  ): PlatformCall {
    const http = new BoundPlatformHttp(this.http, this.bucket, this.clock, {
      connectionId: id,
      baseUrl: this.options.baseUrls[platform],
      rate: this.options.rates[platform] ?? rate,
      patienceMs,
      secrets: Object.values(credentials),
    });
    return { connectionId: id, credentials, http };
  }
}
