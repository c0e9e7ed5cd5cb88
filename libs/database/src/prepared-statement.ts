/** A statement that each connection has planned once, after it has run a few times. Made with `prepared`. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

let statements = 0;

/**
 * For what finds rows by their keys and runs often: planning it takes two thirds of the server's time for it. The plan
 * stays the same whatever the parameters are, so this is not for filters. To be called once for each text.
 */
export const prepared = (text: string): PreparedStatement => ({ name: `nimbus_${(statements += 1)}`, text });

/** A statement that was put together for one question. */
export interface ComposedStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Whether its plan stays the same whatever the values are, and there are some dozen such texts and not any. */
  readonly isPlannedOnce: boolean;
}

/** Statements by their text, each of them prepared once. */
export class PreparedTexts {
  private readonly statements = new Map<string, PreparedStatement>();

  of(text: string): PreparedStatement {
    const statement = this.statements.get(text) ?? prepared(text);
    this.statements.set(text, statement);
    return statement;
  }
}
