import type { PersonData } from '#service';

const EVENT = `event.workspace_id = person.in_workspace
  and (position(person.text_id in event.data::text) > 0 or position(person.address in lower(event.data::text)) > 0)`;

export const persons: PersonData = {
  tables: [
    {
      table: 'delivery',
      mentions: `delivery.workspace_id = person.in_workspace and delivery.event_id in (select id from event where ${EVENT})`,
    },
    { table: 'event', mentions: EVENT },
  ],
};
