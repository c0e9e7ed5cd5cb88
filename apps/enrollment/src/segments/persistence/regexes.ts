import { Injectable } from '@nestjs/common';
import { Database } from '#database';

const INVALID_REGEX = '2201B';
const CANCELED = '57014';
/** Compiling takes microseconds, and seconds for what somebody nested on purpose. */
const TIMEOUT_MS = 500;

/** PostgreSQL decides what a regular expression is, because it is PostgreSQL that matches contacts with it. */
@Injectable()
export class Regexes {
  constructor(private readonly database: Database) {}

  /** False too for one whose compilation takes longer than any sensible one. */
  async accepts(pattern: string): Promise<boolean> {
    try {
      await this.database.transaction(async (tx) => {
        await tx.query(`set local statement_timeout = ${TIMEOUT_MS}`);
        await tx.query(`select '' ~* $1::text`, [pattern]);
      });
      return true;
    } catch (error) {
      if ([INVALID_REGEX, CANCELED].includes(stateOf(error))) return false;
      throw error;
    }
  }
}

const stateOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
};
