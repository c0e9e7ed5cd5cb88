export type PlatformErrorKind =
  /** 401 or 403: the key is wrong, revoked, or may not do this. */
  | 'credentials_refused'
  /** Their limit (429), or no token of our own bucket came in time; `retryAt` says when to try again. */
  | 'rate_limited'
  /** No answer in time, 5xx, a page in HTML, a cut connection: later it may work. */
  | 'unavailable'
  | 'not_found'
  /** Any other 4xx: the same request will be refused again. */
  | 'rejected';

interface Circumstances {
  /** The request may have had its effect: look before it is sent again. */
  readonly doubtful?: boolean;
  readonly retryAt?: Date;
  /** Nothing came within our own time. */
  readonly timedOut?: boolean;
}

/** A call that a platform did not fulfil. The message has no URL, key or header, and at most 300 characters of their words. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly doubtful: boolean;
  readonly retryAt: Date | null;
  readonly timedOut: boolean;

  constructor(
    readonly kind: PlatformErrorKind,
    message: string,
    { doubtful = false, retryAt, timedOut = false }: Circumstances = {},
  ) {
    super(message);
    this.doubtful = doubtful;
    this.retryAt = retryAt ?? null;
    this.timedOut = timedOut;
  }
}

/** Work that belongs to a request which had its effect: where it fails, the effect of the whole is not known. */
export async function afterEffect<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { kind, message, retryAt } = error;
    throw new PlatformError(kind, message, { doubtful: true, ...(retryAt !== null && { retryAt }) });
  }
}
