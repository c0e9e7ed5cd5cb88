/**
 * What was kept since the last turn, and in the turn before; everything else is forgotten. Two generations, so that
 * nothing is deleted for being old: V8 makes a new table of a Map in which much is deleted.
 */
export class Lately<Value> {
  private young: Generation<Value>;
  private old: Generation<Value>;

  /** A turn comes whenever what was kept since the last one weighs more than `limit`; without `weightOf` each weighs 1. */
  constructor(
    private readonly limit: number,
    private readonly weightOf: (value: Value) => number = () => 1,
  ) {
    this.young = new Generation(weightOf);
    this.old = new Generation(weightOf);
  }

  /** Of everything, and of what is in both generations twice. */
  get weight(): number {
    return this.young.weight + this.old.weight;
  }

  get(key: string): Value | undefined {
    return this.young.values.get(key) ?? this.old.values.get(key);
  }

  /** Anew, also what is kept already. */
  keep(key: string, value: Value): void {
    this.young.set(key, value);
    if (this.young.weight <= this.limit) return;
    this.old = this.young;
    this.young = new Generation(this.weightOf);
  }

  forget(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}

class Generation<Value> {
  readonly values = new Map<string, Value>();
  weight = 0;

  constructor(private readonly weightOf: (value: Value) => number) {}

  set(key: string, value: Value): void {
    const before = this.values.get(key);
    if (before === value) return;
    if (before !== undefined) this.weight -= this.weightOf(before);
    this.values.set(key, value);
    this.weight += this.weightOf(value);
  }

  delete(key: string): void {
    const value = this.values.get(key);
    if (value === undefined) return;
    this.weight -= this.weightOf(value);
    this.values.delete(key);
  }
}
