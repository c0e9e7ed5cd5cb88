import type { Transaction } from '#database';

/** Always in the order of the ids: two batches that share accounts wait for each other instead of deadlocking. */
export async function lockAccounts(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.query('select from sending_account where id = any($1::uuid[]) order by id for no key update', [
    ids,
  ]);
}
