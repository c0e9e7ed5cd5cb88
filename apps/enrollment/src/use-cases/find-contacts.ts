import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database } from '#database';
import { ContactIndexes } from '../contact-index/contact-indexes.js';
import { matchFilter } from '../contact-index/match-filter.js';
import { storeQuestions } from '../contact-index/store-questions.js';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { ContactList, type ContactPage } from '../persistence/contact-list.js';
import type { Contact } from '../persistence/contacts.js';
import { Segments } from '../persistence/segments.js';

export interface FoundContacts {
  readonly contacts: Contact[];
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

  async page(page: ContactPage): Promise<Contact[]> {
    if (isEverybody(page.filter)) return this.list.newest(page);
    const members = await this.membersOf(page);
    const found = await this.inMemory(page, members);
    return found === undefined ? this.list.page(page, members) : this.list.byId(page.workspaceId, found.ids);
  }

  async search(page: ContactPage): Promise<FoundContacts> {
    const { workspaceId, filter } = page;
    const members = await this.membersOf(page);
    const found = await this.inMemory(page, members);
    if (found === undefined) {
      const [contacts, total] = await Promise.all([
        this.list.page(page, members),
        this.list.count(workspaceId, filter, members),
      ]);
      return { contacts, total };
    }
    return { contacts: await this.list.byId(workspaceId, found.ids), total: found.total };
  }

  private async inMemory(
    { workspaceId, filter, after, limit }: ContactPage,
    members: readonly SegmentMembers[],
  ): Promise<{ readonly ids: string[]; readonly total: number } | undefined> {
    const index = await this.indexes.current(workspaceId);
    return index?.combine(storeQuestions(filter, members), (known) => {
      const rows = matchFilter(known, filter, members);
      return { ids: known.table.newest(rows, after, limit), total: rows.count() };
    });
  }

  private async membersOf({ workspaceId, filter }: ContactPage): Promise<readonly SegmentMembers[]> {
    const { conditions } = await this.segments.named(this.database, workspaceId, filter);
    return conditions;
  }
}

const isEverybody = (filter: ContactQuery): boolean =>
  Object.values(filter).every((value) => value === undefined);
