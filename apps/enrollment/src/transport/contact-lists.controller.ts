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
import { pageOfWritten, uuidIn, type WrittenItem } from '#database';
import { uuidOf, type JsonText } from '#kernel';
import { Answers } from '#messaging';
import type { ContactPage } from '../persistence/contact-list.js';
import type { Contact } from '../persistence/contacts.js';
import { FindContacts } from '../use-cases/find-contacts.js';
import { contactView } from './contact.view.js';

@Controller()
export class ContactListsController {
  constructor(private readonly findContacts: FindContacts) {}

  @Answers(ListContacts)
  async list(@Payload() query: RequestOf<typeof ListContacts>): Promise<JsonText<Page<ContactView>>> {
    const contacts = await this.findContacts.page(pageAskedFor(query), written);
    return pageOf(contacts, query.page_size, {});
  }

  @Answers(SearchContacts)
  async search(
    @Payload() query: RequestOf<typeof SearchContacts>,
  ): Promise<JsonText<ResponseOf<typeof SearchContacts>>> {
    const page = pageAskedFor({ ...query, filter: narrowed(query) });
    const { contacts, total } = await this.findContacts.search(page, written);
    return pageOf(contacts, query.page_size, { total });
  }
}

function written(contact: Contact): WrittenItem {
  const view = contactView(contact);
  return { id: view.id, text: JSON.stringify(view) };
}

const pageOf = <More extends object>(
  found: readonly WrittenItem[],
  size: number,
  more: More,
): JsonText<Page<ContactView> & More> => pageOfWritten(found.slice(0, size), found.length > size, more);

const pageAskedFor = (query: RequestOf<typeof ListContacts>): ContactPage => ({
  workspaceId: uuidOf(query.workspace_id),
  filter: query.filter,
  after: uuidIn(query.cursor, 'cont'),
  limit: query.page_size + 1, // one more than asked for tells whether there is a next page
});

/** Every word of both searches has to match. */
function narrowed({ filter, search }: RequestOf<typeof SearchContacts>): ContactQuery {
  if (search === undefined) return filter;
  return { ...filter, search: filter.search === undefined ? search : `${filter.search} ${search}` };
}
