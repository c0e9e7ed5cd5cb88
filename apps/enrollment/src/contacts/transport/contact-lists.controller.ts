import { Controller } from '@nestjs/common';
import { ListContacts, SearchContacts, type ContactQuery, type RequestOf } from '#contracts';
import { cursorAfter, HandlesRequest, pageFrom, uuidIn } from '#messaging';
import { FindContacts } from '../use-cases/find-contacts.js';
import { contactView } from '../views/contact.view.js';
import { placeIn, searchCursor } from './search-cursor.js';

@Controller()
export class ContactListsController {
  constructor(private readonly findContacts: FindContacts) {}

  @HandlesRequest(ListContacts)
  async list(query: RequestOf<typeof ListContacts>) {
    const contacts = await this.findContacts.page({
      workspaceId: query.workspace_id,
      filter: query.filter,
      after: uuidIn(query.cursor, 'cont'),
      limit: query.page_size + 1, // one more than asked for tells whether there is a next page
    });
    return pageFrom(contacts.map(contactView), { size: query.page_size });
  }

  @HandlesRequest(SearchContacts)
  async search(query: RequestOf<typeof SearchContacts>) {
    const filter = narrowed(query);
    const { after, total: known } = placeIn(query.cursor, filter);
    const page = { workspaceId: query.workspace_id, filter, after, limit: query.page_size + 1 };
    const { contacts, total } = await this.findContacts.search(page, known);

    return pageFrom(contacts.map(contactView), {
      size: query.page_size,
      more: { total },
      cursor: (id) => searchCursor(cursorAfter(id), total, filter),
    });
  }
}

/** Every word of both searches has to match. */
function narrowed({ filter, search }: RequestOf<typeof SearchContacts>): ContactQuery {
  if (search === undefined) return filter;
  return { ...filter, search: filter.search === undefined ? search : `${filter.search} ${search}` };
}
