import type { Client } from 'pg';
import { QueryFailedError } from 'typeorm';

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

/** Fails as TypeORM does, but without the parameters: they hold whatever the row holds, and errors end up in logs. */
export async function run<Row extends object>(
  client: Client,
  sql: string | NamedQuery,
  params: readonly unknown[],
): Promise<Row[]> {
  const { text, ...name } = typeof sql === 'string' ? { text: sql } : sql;
  try {
    return (await client.query<Row>({ ...name, text, values: [...params] })).rows;
  } catch (error) {
    throw error instanceof Error ? new QueryFailedError(text, undefined, error) : error;
  }
}
