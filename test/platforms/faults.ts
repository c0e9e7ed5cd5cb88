/** Ways in which a platform fails. `after` its name: the request had its effect. */
export type Fault =
  /** 500, nothing happened. */
  | 'error'
  /** 429 with `Retry-After: 1`, nothing happened. */
  | 'rate_limited'
  /** 503 with a page in HTML, nothing happened. */
  | 'maintenance'
  | 'error_after'
  /** The answer ends in the middle of its JSON. */
  | 'half_body_after'
  /** The connection is closed without an answer. */
  | 'cut_after'
  /** No answer, until the client gives up. */
  | 'silent_after';

interface Planned {
  readonly fault: Fault;
  readonly path: RegExp;
  times: number;
}

const AT_RANDOM: readonly Fault[] = [
  'error',
  'rate_limited',
  'maintenance',
  'error_after',
  'half_body_after',
  'cut_after',
];

/** Decides which request fails, and how. */
export class Faults {
  private planned: Planned[] = [];
  private share = 0;
  private random: () => number = Math.random;

  /** The next requests whose `METHOD /path` matches fail like this. */
  next(
    fault: Fault,
    { path = /./, times = 1 }: { readonly path?: RegExp; readonly times?: number } = {},
  ): void {
    this.planned.push({ fault, path, times });
  }

  /** That share of all requests fails in one of the ways (none of them silent); 0 ends it. */
  atRandom(share: number, random: () => number = Math.random): void {
    this.share = share;
    this.random = random;
  }

  /** No more faults. */
  none(): void {
    this.planned = [];
    this.share = 0;
  }

  of(request: string): Fault | undefined {
    const planned = this.planned.find(({ path, times }) => times > 0 && path.test(request));
    if (planned !== undefined) {
      planned.times -= 1;
      return planned.fault;
    }
    if (this.share === 0 || this.random() >= this.share) return undefined;
    return AT_RANDOM[Math.floor(this.random() * AT_RANDOM.length)];
  }
}
