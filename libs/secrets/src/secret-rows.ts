import { Logger } from '@nestjs/common';
import type { Database, Transaction } from '#database';
import { UnreadableSecret, type SecretBox } from './secret-box.js';
import { lockSql, pageSql, updateSql, type SecretTable } from './secret-rows.sql.js';

/** A place on the walk through all tables: a table, and the last row there. */
export interface SecretPlace {
  readonly table: string;
  readonly after: string;
}

interface Counts {
  readonly reencrypted: number;
  /** Rows of another key that somebody else was changing. */
  readonly remaining: number;
  /** Rows that no key here opens. */
  readonly unreadable: number;
}

export interface Reencrypted extends Counts {
  readonly table: string;
  /** Null at the end. */
  readonly next: SecretPlace | null;
}

type SecretRow = Readonly<Record<string, string | null>> & { readonly id: string };

const FIRST = '00000000-0000-0000-0000-000000000000';
/** The time of one call, below the deadline of the request. */
const WORK_MS = 1_000;

/** All rows with secrets of a service. Each batch is a transaction of its own, so a walk may end anywhere and begin anew. */
export class SecretRows {
  private readonly logger = new Logger(SecretRows.name);

  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly tables: readonly SecretTable[],
  ) {}

  /** Encrypts rows of one table with the current key for about a second. Safe while the service works. */
  async reencrypt(place: SecretPlace | null): Promise<Reencrypted> {
    const index = place === null ? 0 : this.tables.findIndex(({ table }) => table === place.table);
    const table = this.tables[index];
    if (table === undefined) throw new Error(`no table ${place?.table} has secrets`);

    const until = performance.now() + WORK_MS;
    let counts: Counts = { reencrypted: 0, remaining: 0, unreadable: 0 };
    let after: string | undefined = place?.after ?? FIRST;
    while (after !== undefined && performance.now() < until) {
      const batch = await this.batch(table, after);
      counts = sumOf(counts, batch);
      after = batch.last;
    }
    const following = this.tables[index + 1];
    if (after !== undefined) return { table: table.table, ...counts, next: { table: table.table, after } };
    return {
      table: table.table,
      ...counts,
      next: following ? { table: following.table, after: FIRST } : null,
    };
  }

  private batch(table: SecretTable, after: string): Promise<Counts & { readonly last: string | undefined }> {
    return this.database.transaction(async (tx) => {
      const page = await tx.query<{ id: string; is_old: boolean }>(pageSql(table), [this.prefix, after]);
      const old = page.filter(({ is_old }) => is_old).map(({ id }) => id);
      const locked = old.length === 0 ? [] : await tx.query<SecretRow>(lockSql(table), [this.prefix, old]);
      const counts = await this.replace(tx, table, locked);
      return { ...counts, remaining: old.length - locked.length, last: page.at(-1)?.id };
    });
  }

  private async replace(tx: Transaction, table: SecretTable, rows: readonly SecretRow[]) {
    const reasons: UnreadableSecret[] = [];
    const changed: SecretRow[] = [];
    let unreadable = 0;
    for (const row of rows) {
      const { next, failures } = this.rotated(table, row);
      if (Object.keys(table.columns).some((column) => next[column] !== row[column])) changed.push(next);
      if (failures.length > 0) unreadable += 1;
      reasons.push(...failures);
    }
    if (changed.length > 0) await tx.query(updateSql(table), [JSON.stringify(changed)]);
    const [reason] = reasons;
    if (reason) this.logger.warn(`${table.table}: ${unreadable} rows stay as they are; ${reason.message}`);
    return { reencrypted: changed.length, unreadable };
  }

  /** A value that no key opens stays as it is. */
  private rotated({ columns }: SecretTable, row: SecretRow) {
    const next: Record<string, string | null> & { id: string } = { ...row };
    const failures: UnreadableSecret[] = [];
    for (const [column, ownerOf] of Object.entries(columns)) {
      const secret = row[column] ?? null;
      if (secret === null || secret.startsWith(this.prefix)) continue;
      try {
        next[column] = this.secrets.encrypt(this.secrets.decrypt(secret, ownerOf(row.id)), ownerOf(row.id));
      } catch (error) {
        if (!(error instanceof UnreadableSecret)) throw error;
        failures.push(error);
      }
    }
    return { next, failures };
  }

  /** All secrets of the current key begin so. */
  private get prefix(): string {
    return `${this.secrets.keyId}.`;
  }
}

const sumOf = (one: Counts, other: Counts): Counts => ({
  reencrypted: one.reencrypted + other.reencrypted,
  remaining: one.remaining + other.remaining,
  unreadable: one.unreadable + other.unreadable,
});
