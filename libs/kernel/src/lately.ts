/**
 * What was kept since the last turn, and in the turn before; everything else is forgotten. Two generations, so
 * that nothing is deleted for being old: V8 makes a new table of a Map in which much is deleted.
 */
export class Lately<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private youngWeight = 0;

  constructor(private readonly weightOf: (value: Value) => number = () => 1) {}

  /** Of what was kept since the last turn. */
  get weight(): number {
    return this.youngWeight;
  }

  get(key: string): Value | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  /** Anew, also what is kept already. */
  keep(key: string, value: Value): void {
    if (this.young.get(key) === value) return;
    this.unburden(key);
    this.young.set(key, value);
    this.youngWeight += this.weightOf(value);
  }

  forget(key: string): void {
    this.unburden(key);
    this.young.delete(key);
    this.old.delete(key);
  }

  turn(): void {
    [this.young, this.old, this.youngWeight] = [new Map(), this.young, 0];
  }

  private unburden(key: string): void {
    const value = this.young.get(key);
    if (value !== undefined) this.youngWeight -= this.weightOf(value);
  }
}
