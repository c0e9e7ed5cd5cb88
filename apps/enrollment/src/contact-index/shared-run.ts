/** Work that several callers may share as long as it begins after each of them asked. */
export class SharedRun {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Resolves, or rejects, with a run that had not begun before. */
  run(): Promise<void> {
    if (this.running === undefined) return this.start();
    this.next ??= this.startAfter(this.running);
    return this.next;
  }

  private async startAfter(running: Promise<void>): Promise<void> {
    await Promise.allSettled([running]); // whoever asked for that run hears of its failure
    this.next = undefined;
    await this.start();
  }

  private start(): Promise<void> {
    this.running = this.work().finally(() => (this.running = undefined));
    return this.running;
  }
}
