import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database, type WrittenItem } from '#database';
import { ContactIndexes } from '../contact-index/contact-indexes.js';
import type { WorkspaceIndex } from '../contact-index/workspace-index.js';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { ContactList, type ContactPage } from '../persistence/contact-list.js';
import type { Contact } from '../persistence/contacts.js';
import { Segments } from '../persistence/segments.js';

/** A contact as a list shows it. */
export type Write = (contact: Contact) => WrittenItem;

export interface FoundContacts {
  readonly contacts: readonly WrittenItem[];
  /** All that match, exactly. */
  readonly total: number;
}

/** Looks contacts up in memory, and in the store while they are not there. */
@Injectable()
export class FindContacts {
  constructor(
    private readonly database: Database,
    private readonly segments: Segments,
    private readonly indexes: ContactIndexes,
    private readonly list: ContactList,
  ) {}

  async page(page: ContactPage, write: Write): Promise<readonly WrittenItem[]> {
    // A walk over the keys, which is no reason to read all contacts into memory.
    if (isEverybody(page.filter) && !this.indexes.has(page.workspaceId)) {
      return (await this.list.newest(page)).map(write);
    }
    const [members, index] = await this.lookUp(page);
    const found = await this.foundIn(index, page, members, write);
    return found?.contacts ?? (await this.list.page(page, members)).map(write);
  }

  async search(page: ContactPage, write: Write): Promise<FoundContacts> {
    const [members, index] = await this.lookUp(page);
    const found = await this.foundIn(index, page, members, write);
    if (found !== undefined) return found;
    const [contacts, total] = await Promise.all([
      this.list.page(page, members),
      this.list.count(page.workspaceId, page.filter, members),
    ]);
    return { contacts: contacts.map(write), total };
  }

  /** The members of the segments that the filter names, and the index where there is one. */
  private async lookUp({ workspaceId, filter }: ContactPage) {
    const [{ conditions }, index] = await Promise.all([
      this.segments.named(this.database, workspaceId, filter),
      this.indexes.current(workspaceId),
    ]);
    return [conditions, index] as const;
  }

  /** From memory; nothing where that cannot tell. */
  private async foundIn(
    index: WorkspaceIndex | undefined,
    page: ContactPage,
    members: readonly SegmentMembers[],
    write: Write,
  ): Promise<FoundContacts | undefined> {
    const found = await index?.page(page.filter, members, page);
    if (index === undefined || found === undefined) return undefined;
    const contacts = await index.texts.of(found.ids, async (ids) => {
      const read = await this.list.byId(page.workspaceId, ids);
      return new Map(read.map((contact) => [contact.id, write(contact)]));
    });
    return { contacts, total: found.total };
  }
}

const isEverybody = (filter: ContactQuery): boolean =>
  Object.values(filter).every((value) => value === undefined);
