/** A statement that each connection prepares once, by pg's own named queries. */
export interface NamedQuery {
  readonly name: string;
  readonly text: string;
}

let count = 0;

/**
 * For statements that find rows by their keys and run often: planning is two thirds of their cost in PostgreSQL. The
 * plan does not depend on the parameters, so filters must not use it. To be called once for each text.
 */
export const named = (text: string): NamedQuery => ({ name: `nimbus_${(count += 1)}`, text });
