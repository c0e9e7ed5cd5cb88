import type { PersonData } from '#service';

/** Facts stay, because figures count them: they name the contact by a random id that leads nowhere any more. */
export const persons: PersonData = {
  tables: [
    {
      table: 'bounce',
      mentions: `bounce.workspace_id = person.in_workspace and bounce.message <> '' and bounce.send_id in (
        select send_id from email_fact where campaign_id = bounce.campaign_id and contact_id = person.uuid)`,
      blank: `message = ''`,
    },
  ],
};
