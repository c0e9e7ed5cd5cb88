import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import type { IndexedContact } from '../contact-index/indexed-contact.js';
import {
  CHANGED_CONTACTS,
  COUNT_CHANGES,
  FORGET_CHANGES,
  INDEXED_CONTACTS,
  SNAPSHOT,
} from './contact-changes.sql.js';

/** Small enough to leave the process time for requests in between: 15 ms each. */
const PART = 2_000;

type TakePart = (part: IndexedContact[], options: { readonly isLast: boolean }) => 'more' | 'enough';

/** All contacts of a workspace for what is kept of them in memory, and what changed of them since. */
@Injectable()
export class IndexedContacts {
  constructor(private readonly database: Database) {}

  /**
   * Hands all contacts to `take`, part by part in the order of their ids, as one snapshot shows them, which it answers.
   * Stops early when `take` does not want more. May begin again from the start, when `begin` is called once more.
   */
  async readAll(
    workspaceId: string,
    { begin, take }: { begin: () => void; take: TakePart },
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      begin();
      await tx.query('set transaction isolation level repeatable read read only');
      const [now] = await tx.query<{ snapshot: string }>(SNAPSHOT);
      let after: string | null = null;
      for (;;) {
        const part: IndexedContact[] = await tx.query<IndexedContact>(INDEXED_CONTACTS, [
          workspaceId,
          after,
          PART,
        ]);
        const isLast = part.length < PART;
        if (take(part, { isLast }) === 'enough' || isLast) return now?.snapshot ?? '';
        after = part.at(-1)?.id ?? null;
      }
    });
  }

  async countChanges(workspaceId: string, snapshot: string): Promise<number> {
    const [row] = await this.database.queryPrepared<{ changes: number }>(COUNT_CHANGES, [
      workspaceId,
      snapshot,
    ]);
    return row?.changes ?? 0;
  }

  /** The contacts that changed since the snapshot, and the one that they are of. */
  async changed(
    workspaceId: string,
    since: string,
  ): Promise<{ contacts: IndexedContact[]; snapshot: string }> {
    const contacts = await this.database.query<IndexedContact & { snapshot: string }>(CHANGED_CONTACTS, [
      workspaceId,
      since,
    ]);
    return { contacts, snapshot: contacts[0]?.snapshot ?? since };
  }

  async forgetOldChanges(): Promise<void> {
    await this.database.query(FORGET_CHANGES);
  }
}
