import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  ListContacts,
  SearchContacts,
  type ContactQuery,
  type ContactView,
  type Page,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { uuidIn } from '#database';
import { uuidOf } from '#kernel';
import { Answers } from '#messaging';
import { ContactList } from '../persistence/contact-list.js';
import { contactPage } from './contact-page.js';

@Controller()
export class ContactListsController {
  constructor(private readonly contacts: ContactList) {}

  @Answers(ListContacts)
  async list(@Payload() query: RequestOf<typeof ListContacts>): Promise<Page<ContactView>> {
    const found = await this.contacts.page({
      workspaceId: uuidOf(query.workspace_id),
      filter: query.filter,
      after: uuidIn(query.cursor, 'cont'),
      limit: query.page_size + 1, // one more than asked for tells whether there is a next page
    });
    return contactPage(found, query.page_size);
  }

  @Answers(SearchContacts)
  async search(
    @Payload() query: RequestOf<typeof SearchContacts>,
  ): Promise<ResponseOf<typeof SearchContacts>> {
    const filter = narrowed(query);
    const [page, total] = await Promise.all([
      this.list({ ...query, filter }),
      this.contacts.count(uuidOf(query.workspace_id), filter),
    ]);
    return { ...page, total };
  }
}

/** Every word of both searches has to match. */
function narrowed({ filter, search }: RequestOf<typeof SearchContacts>): ContactQuery {
  if (search === undefined) return filter;
  return { ...filter, search: filter.search === undefined ? search : `${filter.search} ${search}` };
}
