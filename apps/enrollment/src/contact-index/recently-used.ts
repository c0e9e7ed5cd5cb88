/** Up to `limit` values by their keys. The one that was not used for longest makes room. */
export class RecentlyUsed<Value> {
  private readonly kept = new Map<string, Value>();

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.kept.size;
  }

  values(): Iterable<Value> {
    return this.kept.values();
  }

  /** What is kept under the key, else what `make` makes, which is kept then. */
  get(key: string, make: () => Value): Value {
    const value = this.kept.get(key) ?? make();
    this.kept.delete(key); // to be the last one
    this.kept.set(key, value);
    const [first] = this.kept.keys();
    if (this.kept.size > this.limit && first !== undefined) this.kept.delete(first);
    return value;
  }

  delete(key: string): void {
    this.kept.delete(key);
  }

  clear(): void {
    this.kept.clear();
  }
}
