/** An item that waits for its result. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** How long the first of a batch waits for others. */
  readonly windowMs: number;
  readonly maxSize: number;
}

/** Gathers items that come one by one and works on them together, one batch after the other. */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private working = false;

  /** `work` resolves with one result per item, in their order. */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly options: BatcherOptions,
  ) {}

  /** The item's result; rejects with what its batch's work threw. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.working || this.waiting.length === 0) return;
    if (this.waiting.length >= this.options.maxSize) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), this.options.windowMs);
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.working = true;
    const batch = this.waiting.splice(0, this.options.maxSize);
    try {
      const results = await this.work(batch.map(({ item }) => item));
      settleAll(batch, results);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.working = false;
    this.schedule();
  }
}

function settleAll<Item, Result>(batch: readonly Waiting<Item, Result>[], results: readonly Result[]): void {
  if (results.length !== batch.length)
    throw new Error('the work of a batch resolved with another number of results than items');
  for (const [at, result] of results.entries()) batch[at]?.resolve(result);
}
