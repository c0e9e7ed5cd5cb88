import { ChangedContacts } from './persistence/changed-contacts.js';
import { ContactCounts } from './persistence/contact-counts.js';
import { ContactList } from './persistence/contact-list.js';
import { Contacts } from './persistence/contacts.js';
import { CostlyQueries } from './persistence/costly-queries.js';
import { ContactListsController } from './transport/contact-lists.controller.js';
import { ContactsController } from './transport/contacts.controller.js';
import { FindContacts } from './use-cases/find-contacts.js';
import { WriteContacts } from './use-cases/write-contacts.js';

export const repositories = [ChangedContacts, ContactCounts, ContactList, Contacts, CostlyQueries];
export const useCases = [FindContacts, WriteContacts];
export const controllers = [ContactListsController, ContactsController];
