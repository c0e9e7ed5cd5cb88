import type { PersonData } from '#service';

export const persons: PersonData = {
  tables: [{ table: 'send', mentions: 'contact_id = person.uuid and workspace_id = person.in_workspace' }],
};
