import type { PersonData } from '#service';

export const persons: PersonData = {
  tables: [
    {
      table: 'link_hit',
      mentions: 'workspace_id = person.in_workspace and position(person.text_id in message::text) > 0',
    },
    {
      table: 'audit_event',
      mentions: `workspace_id = person.in_workspace and position(person.address in lower(details::text)) > 0`,
      blank: `details = '{}'`,
    },
  ],
};
