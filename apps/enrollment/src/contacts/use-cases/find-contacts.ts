import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import type { Id } from '#kernel';
import type { Contact } from '../domain/contact.js';
import { ContactCounts } from '../persistence/contact-counts.js';
import { ContactList } from '../persistence/contact-list.js';
import type { ContactPage } from '../persistence/contact-list.sql.js';
import { FilterSegments } from '../persistence/filter-segments.js';

export interface FoundContacts {
  readonly contacts: readonly Contact[];
  /** All that match, exactly. */
  readonly total: number;
}

/** Pages of contacts by a filter. */
@Injectable()
export class FindContacts {
  constructor(
    private readonly segments: FilterSegments,
    private readonly list: ContactList,
    private readonly counts: ContactCounts,
  ) {}

  async page(page: ContactPage): Promise<readonly Contact[]> {
    return this.list.page(page, await this.membersOf(page.workspaceId, page.filter));
  }

  /** `total`: the one that the first page was given; undefined for the first page, which alone counts. */
  async search(page: ContactPage, total: number | undefined): Promise<FoundContacts> {
    const members = await this.membersOf(page.workspaceId, page.filter);
    const [contacts, counted] = await Promise.all([
      this.list.page(page, members),
      total ?? this.counts.of(page.workspaceId, page.filter, members),
    ]);
    return { contacts, total: counted };
  }

  private async membersOf(workspaceId: Id<'ws'>, filter: ContactQuery) {
    return (await this.segments.named(workspaceId, filter)).conditions;
  }
}
