import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database } from '#database';
import { ContactIndexes } from '../contact-index/contact-indexes.js';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { ContactList, type ContactPage } from '../persistence/contact-list.js';
import type { Contact } from '../persistence/contacts.js';
import { Segments } from '../persistence/segments.js';

export interface FoundContacts {
  readonly contacts: Contact[];
  /** All that match, exactly. */
  readonly total: number;
}

interface LookUp {
  /** Of the segments that the filter names. */
  readonly members: readonly SegmentMembers[];
  readonly found: { readonly ids: readonly string[]; readonly total: number } | undefined;
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

  async page(page: ContactPage): Promise<Contact[]> {
    if (isEverybody(page.filter)) return this.list.newest(page);
    const { found, members } = await this.lookUp(page);
    return found === undefined ? this.list.page(page, members) : this.list.byId(page.workspaceId, found.ids);
  }

  async search(page: ContactPage): Promise<FoundContacts> {
    const { workspaceId, filter } = page;
    const { found, members } = await this.lookUp(page);
    if (found === undefined) {
      const [contacts, total] = await Promise.all([
        this.list.page(page, members),
        this.list.count(workspaceId, filter, members),
      ]);
      return { contacts, total };
    }
    return { contacts: await this.list.byId(workspaceId, found.ids), total: found.total };
  }

  /** Which contacts they are, from memory; nothing where that does not hold them. */
  private async lookUp(page: ContactPage): Promise<LookUp> {
    const { workspaceId, filter } = page;
    const [{ conditions: members }, index] = await Promise.all([
      this.segments.named(this.database, workspaceId, filter),
      this.indexes.current(workspaceId),
    ]);
    return { members, found: await index?.page(filter, members, page) };
  }
}

const isEverybody = (filter: ContactQuery): boolean =>
  Object.values(filter).every((value) => value === undefined);
