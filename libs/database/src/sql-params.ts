/** A statement with the values of its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Collects the values of a statement that is composed of parts, so that no value ever becomes part of the text. */
export class SqlParams {
  readonly values: unknown[] = [];

  /** The placeholder that stands for `value`, e.g. `$3::uuid`. */
  bind(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
