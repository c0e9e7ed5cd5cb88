import type { Client, QueryResult } from 'pg';
import { QueryFailedError } from 'typeorm';
import { PreparedQuery } from './prepared-query.js';
import type { PreparedStatement } from './prepared-statement.js';

/** Runs a statement and fails as TypeORM does, without its log and its events, which nothing here listens to. */
export async function run<Row extends object>(
  client: Client,
  sql: string,
  params: readonly unknown[],
): Promise<Row[]> {
  try {
    // With pg's promises, rows stay reachable until the whole heap is marked; with its callbacks they are gone at once.
    return await new Promise<Row[]>((resolve, reject) => {
      client.query<Row>(sql, [...params], (error: Error | null, result: QueryResult<Row>) =>
        error ? reject(error) : resolve(result.rows),
      );
    });
  } catch (error) {
    throw failed(sql, error);
  }
}

/** The same for a statement that was prepared. */
export async function runPrepared<Row extends object>(
  client: Client,
  { name, text }: PreparedStatement,
  params: readonly unknown[],
): Promise<Row[]> {
  try {
    return await new Promise<Row[]>((resolve, reject) => {
      const query = client.query(
        new PreparedQuery<Row>(name, text, params, (error) =>
          error ? reject(error) : resolve(query.rows()),
        ),
      );
    });
  } catch (error) {
    throw failed(text, error);
  }
}

/** Without the parameters, which hold whatever the row holds and would end up in a log. */
const failed = (sql: string, error: unknown): unknown =>
  error instanceof Error ? new QueryFailedError(sql, undefined, error) : error;
